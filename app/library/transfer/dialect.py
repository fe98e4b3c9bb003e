"""The Markdown of other programs in ours: links, embedded files, tags, comments, callouts, marked text. Code stays as it is."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from app.library.slugs import slug_of
from app.library.transfer.attaching import Files
from app.library.transfer.callouts import admonitions
from app.library.transfer.places import Places

TOKEN = re.compile(
    r"""
    (?P<code>^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?s:.*?)(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)
        |(?P<tick>`+)(?!`)[^\n]{1,400}?(?<!`)(?P=tick)(?!`))
    |(?P<html><!--(?s:.*?)-->)
    |%%(?P<comment>(?s:.+?))%%
    |(?P<wiki>(?P<embed>!?)\[\[(?P<target>[^\[\]\n|\\]{0,200})(?:(?P<bar>\\?\|)(?P<shown>[^\[\]\n]{0,200}))?\]\])
    |(?P<link>(?P<picture>!?)\[(?P<text>[^\[\]\n]{0,300})\]\((?P<to><[^<>\n]+>|[^\s()<>]+)(?P<title>(?:[ ]+"[^"\n]*")?)\))
    |==(?P<marked>[^\s=](?:[^\n=]{0,400}[^\s=])?)==
    |(?<!\S)\#(?P<tag>[\w/-]{1,100})
    """,
    re.MULTILINE | re.VERBOSE,
)
SIZE = re.compile(r"\d+(?:x\d+)?")


class Dialect:
    """One note of another program. `tags` are those found in its text, after `body`."""

    def __init__(self, path: str, places: Places, files: Files, *, obsidian: bool) -> None:
        self.path, self.places, self.files, self.obsidian = path, places, files, obsidian
        self.tags: list[str] = []

    def body(self, text: str) -> str:
        """The text in our Markdown."""
        return TOKEN.sub(self._token, admonitions(text) if self.obsidian else text)

    def _token(self, match: re.Match[str]) -> str:
        if match["code"] or match["html"]:
            return match[0]
        if match["wiki"]:
            return self._wiki(match)
        if match["link"]:
            return self._link(match)
        if match["tag"]:
            return self._tag(match)
        if not self.obsidian:
            return match[0]
        if match["comment"]:
            return f"<!--{match['comment'].replace('--', '- -')}-->"
        return f"<mark>{match['marked']}</mark>"

    def _tag(self, match: re.Match[str]) -> str:
        """A tag; where it begins a line, it must not become a heading."""
        if re.search(r"[^\W\d]", match["tag"]):
            self.tags.append(match["tag"].strip("/-"))
        before = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
        return match[0] if before.strip() else "\\" + match[0]

    def _wiki(self, match: re.Match[str]) -> str:
        """`[[Note]]`, `[[folder/Note#Heading|shown]]`, `![[picture.png|100]]`."""
        target, _, place = match["target"].strip().partition("#")
        shown, bar = (match["shown"] or "").strip(), match["bar"] or "|"
        heading = place.rpartition("#")[2].strip()
        if not target:
            return f"[{shown or heading.lstrip('^')}](#{slug_of(heading)})" if heading else match[0]
        file = self.places.file(target, self.path)
        if file:
            made = self.files.shown(file, "" if SIZE.fullmatch(shown) else shown)
            return (made if match["embed"] else made.removeprefix("!")) if made else f"`{PurePosixPath(file).name}`"
        name = PurePosixPath(target).name.removesuffix(".md") or target
        if not shown:
            shown = f"{name} > {heading}" if heading and not heading.startswith("^") else name
        return self._to(target, name, heading, shown, bar) or match[0].removeprefix("!")

    def _link(self, match: re.Match[str]) -> str:
        """`[text](Note.md)`, `![text|100](picture.png)`."""
        to, _, heading = unquote(match["to"].strip("<>")).partition("#")
        if not to or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", to):
            return match[0]
        file, text = self.places.file(to, self.path), match["text"]
        if file:
            text = text.rpartition("|")[0] if SIZE.fullmatch(text.rpartition("|")[2]) else text
            address = self.files.address(file)
            return f"{match['picture']}[{text}]({address}{match['title']})" if address else match[0]
        if match["picture"] or not to.lower().endswith(".md") or self.places.note(to, self.path) is None:
            return match[0]
        name = PurePosixPath(to).name.removesuffix(".md")
        return self._to(to, name, heading.replace("-", " "), text.replace("|", "/") or name, "|") or match[0]

    def _to(self, target: str, name: str, heading: str, shown: str, bar: str) -> str:
        """A wiki link of ours: by name where that leads there, by slug where several notes share the name."""
        path = self.places.note(target, self.path)
        slug = self.places.slugs[path] if path else slug_of(name)
        if slug_of(name) != slug or ":" in name or "[" in name:
            return f"[[note:{slug}{bar}{shown}]]"
        place = f"#{heading}" if heading and not heading.startswith("^") else ""
        return f"[[{name}{place}]]" if shown == f"{name}{place}" else f"[[{name}{place}{bar}{shown}]]"
