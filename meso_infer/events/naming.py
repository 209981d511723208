"""Events about what a negotiation and its counterpart are called."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import model_validator

from meso_infer.errors import EventRejected
from meso_infer.events.base import Event, NameText, Visibility
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.packages import Agenda


class NamesSet(Event, frozen=True):
    """Another title, or another name for the counterpart, from here on.

    What was logged stays as it is: whoever acted under an earlier name of the counterpart is still
    the counterpart.
    """

    kind: Literal["names-set"] = "names-set"
    title: NameText | None = None
    counterpart: NameText | None = None

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False

    @model_validator(mode="after")
    def _names_something(self) -> NamesSet:
        if self.title is None and self.counterpart is None:
            raise ValueError("give a 'title', a 'counterpart', or both")
        return self

    def apply(self, negotiation: Negotiation) -> Negotiation:
        after = negotiation
        if self.title is not None:
            after = replace(after, title_now=self.title)
        name = self.counterpart
        if name is not None and name != after.counterpart:
            if name == OWN:
                raise EventRejected(
                    f"{name!r} means our side in a log; give the counterpart another name."
                )
            earlier = tuple(one for one in after.counterpart_names if one != name)
            after = replace(after, counterpart_names=(*earlier, name))
        return after

    def describe(self, agenda: Agenda) -> str:
        said = [f"the negotiation “{self.title}”"] if self.title is not None else []
        if self.counterpart is not None:
            said.append(f"the counterpart “{self.counterpart}”")
        return f"We call {' and '.join(said)}"
