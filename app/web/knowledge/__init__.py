"""The pages of notes and troubleshooting entries: reading, writing, history, attachments."""
