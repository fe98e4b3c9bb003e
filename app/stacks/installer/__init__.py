"""The installer of Red Hat's family: what its lines and the commands around them do."""

PHRASES = {
    "network": "A network line: the device, whom it consists of, and its addresses. What it does not say of a family comes by DHCP or from "
    "routers.",
    "#": "A comment.",
    "ksvalidator": "Reads the file as the installer of that release does, and names lines that it would stop at.",
    "touch": "Makes the file where there is none.",
}
"""By how a line begins (see app.stacks.phrases)."""

MAKERS = frozenset({"--bondslaves", "--vlanid", "--bridgeslaves"})
"""Options of a line that makes an interface; without one it is about a card."""
