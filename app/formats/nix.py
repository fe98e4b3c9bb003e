"""Nix: a module with attribute sets, lists, texts and numbers; everything that would have to be computed stays what it is.

Reading follows the grammar as far as configuration files need it and computes nothing. An expression that is no plain
value becomes a node of words, which nobody takes for a value. Depth and size are bounded.
"""

from __future__ import annotations

import re

from app.formats.node import COMMENT, Line, Node, Scalar, Unwritable, one_line

MOST_NODES = 20_000
DEEPEST = 40
HEAD = "{ ... }:"
"""What stands above the set of a module: that it takes the system's arguments and uses none."""

KEYWORDS = frozenset({"assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"})
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_'-]*")


class Bare(str):
    """A value that stands without quotes: true, false, null, a number with a point, a name."""

    __slots__ = ()


class UnreadableNix(ValueError):
    """The text is no Nix, or more of it than anybody writes by hand; `line` is where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


# ---------------------------------------------------------------- writing


def write(nodes: list[Node]) -> list[Line]:
    """One module. A set with a single thing in it is joined to its name by a point."""
    lines = [Line(one_line(f"# {node.text}"), node.about) for node in nodes if node.name == COMMENT]
    body = [node for node in nodes if node.name != COMMENT]
    about = body[0].about if body else ""
    lines += [Line(HEAD, about), Line(""), Line("{", about)]
    for node in body:
        lines += _binding(node, 1)
    return [*lines, Line("}", about)]


def _binding(node: Node, depth: int) -> list[Line]:
    path, about = [_name(node.name)], node.about
    while len(node.items) == 1 and node.items[0].name != "-":
        node = node.items[0]
        path.append(_name(node.name))
        about = node.about or about
    pad, head = "  " * depth, ".".join(path)
    if not node.items and (node.value is not None or node.flow):
        return [Line(f"{pad}{head} = {_value(node)};", about)]
    if node.items and node.items[0].name != "-":
        inside = [line for item in node.items for line in _binding(item, depth + 1)]
        return [Line(f"{pad}{head} = {{", about), *inside, Line(f"{pad}}};", about)]
    if all(not item.items for item in node.items):
        return [
            Line(f"{pad}{head} = [ {' '.join(_value(item) for item in node.items)} ];" if node.items else f"{pad}{head} = {{ }};", about)
        ]
    lines = [Line(f"{pad}{head} = [", about)]
    for item in node.items:
        lines += [
            Line(f"{pad}  {{", item.about),
            *(line for each in item.items for line in _binding(each, depth + 2)),
            Line(f"{pad}  }}", item.about),
        ]
    return [*lines, Line(f"{pad}];", about)]


def _name(text: str) -> str:
    return text if PLAIN_NAME.fullmatch(text) and text not in KEYWORDS else _quoted(text)


def _value(node: Node) -> str:
    value = node.value
    if value is None:
        return "[ ]"
    if isinstance(value, Bare):
        if not re.fullmatch(r"true|false|null|-?\d+\.\d+", value):
            raise Unwritable(f"{value!r} is no plain value")
        return str(value)
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else _quoted(value)


def _quoted(text: str) -> str:
    """A text in quotes: nothing in it ends it, and no ${ in it is computed."""
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${")
    return f'"{escaped}"'


# ---------------------------------------------------------------- reading

TOKEN = re.compile(
    r"""(?P<blank>[ \t\n]+)
    | (?P<comment>\#[^\n]*)
    | (?P<block>/\*)
    | (?P<text>")
    | (?P<lines>'')
    | (?P<number>-?(?:\d+\.\d+|\d+)(?![A-Za-z_.\d]))
    | (?P<path>[A-Za-z0-9_.+~-]{0,200}/[A-Za-z0-9_.+/-]+|<[A-Za-z0-9_.+/-]+>)
    | (?P<name>[A-Za-z_][A-Za-z0-9_'-]*)
    | (?P<sign>\.\.\.|\$\{|//|\+\+|==|!=|<=|>=|&&|\|\||->|[{}()\[\]=;:,.?@!<>+*/|-])""",
    re.VERBOSE,
)

Token = tuple[str, str, int]  # kind, text, line

OPEN, CLOSE = {"{": "}", "(": ")", "[": "]", "${": "}"}, {"}", ")", "]"}


def read(text: str) -> list[Node]:
    """The bindings of the set that a module is, the comments of lines of their own first. Raises UnreadableNix."""
    tokens, comments = _tokens(text)
    return comments + _Reader(tokens).module()


def _tokens(text: str) -> tuple[list[Token], list[Node]]:
    """The words of a text; texts in quotes are one, with kind `computed` where something in them would be computed."""
    tokens: list[Token] = []
    comments: list[Node] = []
    at, line = 0, 1
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise UnreadableNix(f"{text[at]!r} has no meaning here", line)
        kind, word, start = str(match.lastgroup), match[0], line
        at = match.end()
        if kind == "block":
            end = text.find("*/", at)
            if end < 0:
                raise UnreadableNix("a comment does not end", line)
            line += text.count("\n", at, end)
            at = end + 2
        elif kind in ("text", "lines"):
            kind, word, end = _string(text, at, line, kind)
            line += text.count("\n", at, end)
            at = end
        else:
            line += word.count("\n")
        if kind == "comment":
            comments.append(Node(COMMENT, value=word[1:].strip(), line=start))
        elif kind not in ("blank", "block"):
            tokens.append((kind, word, start))
        if len(tokens) > 20 * MOST_NODES:
            raise UnreadableNix("longer than anybody writes by hand", line)
    return tokens, comments


PIECE = re.compile(r'[^"\\$]+|\\(?:.|\n)|\$\{|\$', re.DOTALL)
PIECE_OF_LINES = re.compile(r"[^'$]+|''(?:\$|'|\\(?:.|\n))|\$\{|\$|'(?!')", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def _string(text: str, at: int, line: int, kind: str) -> tuple[str, str, int]:
    """The text whose opening quote ends at `at`: its kind, the text, and where it ends."""
    end, pattern = ('"', PIECE) if kind == "text" else ("''", PIECE_OF_LINES)
    start, computed = at, False
    found: list[str] = []
    while True:
        match = pattern.match(text, at)
        if match is None:
            if not text.startswith(end, at):
                raise UnreadableNix("a text in quotes does not end", line)
            if computed:
                return "computed", text[start:at], at + len(end)
            whole = "".join(found)
            return "text", whole if kind == "text" else _outdented(whole), at + len(end)
        piece, at = match[0], match.end()
        if piece == "${":
            computed = True
            at = _skipped(text, at, line)
        elif piece.startswith("\\"):
            found.append(ESCAPES.get(piece[1:], piece[1:]))
        elif kind == "lines" and piece.startswith("''"):
            found.append("$" if piece == "''$" else "''" if piece == "'''" else ESCAPES.get(piece[3:], piece[3:]))
        else:
            found.append(piece)


def _skipped(text: str, at: int, line: int) -> int:
    """The place behind an expression within a text; other texts in it are left alone as far as braces go."""
    depth = 1
    for match in re.compile(r"[{}]").finditer(text, at):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    raise UnreadableNix("a ${ does not end", line)


def _outdented(text: str) -> str:
    """A text of several lines less the blanks that all of its lines begin with."""
    lines = text.split("\n")
    if lines and not lines[0].strip(" "):
        lines = lines[1:]
    width = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), default=0)
    return "\n".join(line[width:] if line.strip(" ") else "" for line in lines)


class _Reader:
    """Walks the words of a module once."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.seen = 0

    def module(self) -> list[Node]:
        """The bindings of the outermost set, behind the arguments and a `let` in front of it."""
        found: list[Node] = []
        if self.peek()[0] in ("name", "text") and self.peek(1)[1] in (".", "="):
            return self.bindings("", 1)  # the inside of a module, pasted without its braces
        while self.at < len(self.tokens):
            kind, word, line = self.peek()
            if word == "let" and kind == "name":
                self.at += 1
                found.append(self.counted(Node("let", items=self.bindings("in", 1), line=line)))
            elif word == "rec" and kind == "name":
                self.at += 1
            elif word == "{" and kind == "sign" and not self.is_arguments():
                self.at += 1
                return found + self.bindings("}", 1)
            elif word in ("{", "("):
                self.skip_bracket()
            else:
                self.at += 1
        if not found and not self.tokens:
            return []
        raise UnreadableNix("holds no set of options", self.tokens[0][2])

    def peek(self, ahead: int = 0) -> Token:
        """The word `ahead` of the next one."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ("end", "", self.tokens[-1][2] if self.tokens else 1)

    def is_arguments(self) -> bool:
        """Whether the brace here opens the names of arguments: those are followed by a colon, or by an @."""
        depth = 0
        for at in range(self.at, len(self.tokens)):
            kind, word, _ = self.tokens[at]
            if kind == "sign" and word in OPEN:
                depth += 1
            elif kind == "sign" and word in CLOSE:
                depth -= 1
                if depth == 0:
                    return at + 1 < len(self.tokens) and self.tokens[at + 1][1] in (":", "@")
            elif kind == "sign" and word in ("=", ";"):
                return False
        return False

    def skip_bracket(self) -> None:
        """Pass by what stands in brackets."""
        depth, start = 0, self.peek()[2]
        while self.at < len(self.tokens):
            kind, word, _ = self.tokens[self.at]
            self.at += 1
            depth += (kind == "sign" and word in OPEN) - (kind == "sign" and word in CLOSE)
            if depth == 0:
                return
        raise UnreadableNix("a bracket does not end", start)

    def bindings(self, end: str, depth: int) -> list[Node]:
        """The bindings up to the word that ends them."""
        found: list[Node] = []
        while True:
            kind, word, line = self.peek()
            if kind == "end" and not end:
                return found
            if kind == "end":
                raise UnreadableNix("a set does not end", line)
            if word == end and kind in ("sign", "name"):
                self.at += 1
                return found
            if word == "inherit" and kind == "name":
                found.append(self.counted(Node("inherit", words=self.raw(), line=line)))
            else:
                found.append(self.binding(depth))

    def binding(self, depth: int) -> Node:
        """`a.b.c = value;` as sets within sets."""
        line, path = self.peek()[2], []
        while True:
            kind, word, here = self.peek()
            if kind not in ("name", "text", "computed", "number"):
                raise UnreadableNix(f"{word or 'the end'} stands where the name of an option is expected", here)
            self.at += 1
            path.append((word, here))
            kind, word, here = self.peek()
            self.at += 1
            if word == "=" and kind == "sign":
                break
            if word != "." or kind != "sign":
                raise UnreadableNix(f"{word or 'the end'} stands where = is expected", here)
        if depth + len(path) > DEEPEST:
            raise UnreadableNix("nested too deep", line)
        node = self.value(path[-1][0], path[-1][1], depth + len(path))
        for name, here in reversed(path[:-1]):
            node = self.counted(Node(name, items=[node], line=here))
        return node

    def value(self, name: str, line: int, depth: int) -> Node:
        """The value up to the semicolon; one that would have to be computed as its words."""
        start = self.at
        while self.peek()[0] == "name" and (self.is_priority() or self.peek()[1] == "rec"):
            self.at += 1 if self.peek(1)[1] != "." else 3
        node = self.simple(name, line, depth)
        if node is not None and self.peek()[1] == ";" and self.peek()[0] == "sign":
            self.at += 1
            return node
        self.at = start
        return self.counted(Node(name, words=(name, "=", *self.raw()), line=line))

    def is_priority(self) -> bool:
        """Whether `mkDefault`, `lib.mkForce` or the like stands here, before the value itself."""
        word = self.peek()[1]
        if word == "lib" and self.peek(1)[1] == ".":
            word = self.peek(2)[1]
        return word in ("mkDefault", "mkForce")

    def simple(self, name: str, line: int, depth: int) -> Node | None:
        """A plain value, a set or a list; None for anything else."""
        kind, word, _ = self.peek()
        if depth > DEEPEST:
            raise UnreadableNix("nested too deep", line)
        self.at += 1
        if kind == "text":
            return self.counted(Node(name, value=word, line=line))
        if kind == "number":
            return self.counted(Node(name, value=Bare(word) if "." in word else _number(word, line), line=line))
        if kind == "name" and word in ("true", "false", "null"):
            return self.counted(Node(name, value=Bare(word), line=line))
        if kind == "sign" and word == "{" and not self.opens_arguments():
            return self.counted(Node(name, items=self.bindings("}", depth + 1), line=line))
        if kind == "sign" and word == "[":
            return self.list(name, line, depth + 1)
        return None

    def opens_arguments(self) -> bool:
        """Whether the brace just passed belongs to a function."""
        return self.peek()[1] == "..." or (self.peek()[0] == "name" and self.peek(1)[1] in (",", "?"))

    def list(self, name: str, line: int, depth: int) -> Node | None:
        """A list of plain values and sets; None where something in it would have to be computed."""
        items: list[Node] = []
        while True:
            kind, word, here = self.peek()
            if kind == "end":
                raise UnreadableNix("a list does not end", here)
            if word == "]" and kind == "sign":
                self.at += 1
                return self.counted(Node(name, items=items, line=line, flow=True))
            item = self.simple("-", here, depth)
            if item is None:
                return None
            items.append(item)

    def raw(self) -> tuple[str, ...]:
        """The words up to the semicolon that ends a binding, and that semicolon."""
        words: list[str] = []
        depth = 0
        within: list[str] = []  # each `with` and `assert` has a semicolon of its own, a `let` has many up to its `in`
        while self.at < len(self.tokens):
            kind, word, line = self.tokens[self.at]
            self.at += 1
            if kind == "sign" and word == ";" and depth == 0:
                if not within:
                    return tuple(words[:40])
                if within[-1] != "let":
                    within.pop()
            elif kind == "name" and depth == 0 and word in ("let", "with", "assert"):
                within.append(word)
            elif kind == "name" and depth == 0 and word == "in" and within:
                within.pop()
            depth += (kind == "sign" and word in OPEN) - (kind == "sign" and word in CLOSE)
            if depth < 0:
                raise UnreadableNix("a binding does not end with ;", line)
            words.append(word)
        raise UnreadableNix("a binding does not end with ;", self.peek()[2])

    def counted(self, node: Node) -> Node:
        self.seen += 1
        if self.seen > MOST_NODES:
            raise UnreadableNix("longer than anybody writes by hand", node.line)
        return node


def _number(word: str, line: int) -> Scalar:
    if len(word) > 20:
        raise UnreadableNix("a number is too large", line)
    return int(word)
