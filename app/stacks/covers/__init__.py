"""Stacks that only cover another one: their files carry its files, and what can be said is what that one can say."""

from __future__ import annotations

from collections.abc import Mapping

from app.bonding.acceptance import Refusal
from app.bonding.model import Bond
from app.distros.releases import Release
from app.stacks.contract import Stack


class Cover(Stack):
    """A stack whose `within` names the one inside, by release. Its gaps, refusals and reasons are those of that one."""

    def gaps_on(self, release: Release | None) -> Mapping[str, str]:
        """The reasons of the stack inside."""
        return self.within(release).gaps_on(release)

    def why_not(self, name: str, text: str, release: Release | None = None) -> str:
        """Why the stack inside cannot say an option."""
        return self.within(release).why_not(name, text, release)

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why the stack inside cannot say it for this bond."""
        return self.within(release).why_not_for(bond, name, text, release)

    def refusals(self, bond: Bond, release: Release | None) -> list[Refusal]:
        """What the stack inside leaves out, because its tool or the kernel refuses it."""
        return self.within(release).refusals(bond, release)
