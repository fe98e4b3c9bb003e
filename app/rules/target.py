"""The target: releases out of support, and what tools do on their own."""

from __future__ import annotations

from datetime import UTC, datetime

from app.bonding.findings import Findings, hint
from app.rules.rule import Case, rule


@rule
def release_out_of_support(case: Case) -> Findings:
    """The release gets no regular updates any more.

    Bad:  release=ubuntu-18.04 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: release=ubuntu-26.04 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    release = case.release
    today = datetime.now(tz=UTC).date()
    if release and release.eol and release.eol < today:
        longer = ""
        if release.extended_eol:
            longer = f"; long-term or paid support {'ended' if release.extended_eol < today else 'ends'} {release.extended_eol.isoformat()}"
        yield hint("release", f"{release.name} gets no regular updates since {release.eol.isoformat()}{longer}.")


@rule
def kernel_varies(case: Case) -> Findings:
    """The release can run one of several kernels.

    Options are judged by the oldest of them; what only newer ones have is flagged.

    Bad:  release=oracle-9 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: release=debian-13 stack=iproute2 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if case.release and case.release.kernel.oldest != case.release.kernel.newest:
        yield hint("release", f"{case.release.name} may run {case.release.kernel}; this is judged by the oldest.", "Compare with uname -r.")
