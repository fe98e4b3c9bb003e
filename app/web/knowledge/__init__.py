"""Pages of notes and troubleshooting entries."""

from app.web.knowledge.files import attached
from app.web.knowledge.reading import reading
from app.web.knowledge.transfer import transfers
from app.web.knowledge.writing import writing

blueprints = (reading, writing, attached, transfers)
