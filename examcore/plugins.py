"""Knows how plugins are found, checked and asked; builds a fresh `Plugins` each time.

Must not know any plugin by name, and keeps no module state: who needs plugins is handed them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from types import ModuleType
from typing import Protocol, TypeVar

import click
import pluggy

from examcore.errors import BrokenPlugin, NotFound, Problem
from examcore.hooks import (
    PROJECT,
    SCREEN_GROUPS,
    Catalogue,
    Delivery,
    Format,
    Hooks,
    Policy,
    Screen,
    Writer,
)
from examcore.language import Message, messages
from examcore.nouns import Form, Item, Position, Profile

msg = messages("examcore")
GROUP = "examcore"


class _Named(Protocol):
    id: str


T = TypeVar("T", bound=_Named)


@dataclass(frozen=True, slots=True)
class PluginFacts:
    """What `examcore plugins` shows: entry-point name, distribution and version, the hooks it answers."""

    id: str
    distribution: str
    version: str
    hooks: tuple[str, ...]


class Plugins:
    """Everything the installed plugins give, each kind gathered once, when it is first asked for.

    Order never depends on installation order. A kind raises BrokenPlugin where two plugins bring the same id.
    """

    def __init__(self, manager: pluggy.PluginManager, facts: tuple[PluginFacts, ...]) -> None:
        self._manager = manager
        self.facts = facts

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """The policies by id."""
        return _gather(msg("policy"), self._manager.hook.examcore_policies())

    @cached_property
    def catalogs(self) -> dict[str, Catalogue]:
        """The catalogues by id."""
        return _gather(msg("catalogue"), self._manager.hook.examcore_catalogs())

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The item formats by id."""
        return _gather(msg("item format"), self._manager.hook.examcore_formats())

    @cached_property
    def deliveries(self) -> dict[str, Delivery]:
        """The deliveries by id."""
        return _gather(msg("delivery"), self._manager.hook.examcore_deliveries())

    @cached_property
    def writers(self) -> dict[str, Writer]:
        """The writers by id."""
        return _gather(msg("writer"), self._manager.hook.examcore_writers())

    @cached_property
    def screens(self) -> dict[str, Screen]:
        """The screens of the desk by id, in the order of the work."""
        return _in_order(_gather(msg("screen"), self._manager.hook.examcore_screens()))

    def gather_all(self) -> None:
        """Ask for every kind at once. Raises BrokenPlugin where two plugins bring the same id."""
        for kind in (self.policies, self.catalogs, self.formats, self.deliveries, self.writers, self.screens):
            kind.keys()

    def policy(self, name: str) -> Policy:
        """The policy called `name`; NotFound names the ones installed."""
        return _pick(msg("policy"), self.policies, name)

    def delivery(self, name: str) -> Delivery:
        """The delivery called `name`; NotFound names the ones installed."""
        return _pick(msg("delivery"), self.deliveries, name)

    def format(self, name: str) -> Format:
        """The format called `name`; NotFound names the ones installed."""
        return _pick(msg("item format"), self.formats, name)

    def writer(self, name: str) -> Writer:
        """The writer called `name`; NotFound names the ones installed."""
        return _pick(msg("writer"), self.writers, name)

    def catalog(self, name: str) -> Catalogue:
        """The catalogue called `name`; NotFound names the ones installed."""
        return _pick(msg("catalogue"), self.catalogs, name)

    def positions(self, policy: str) -> dict[str, Position]:
        """Every position by code: the policy's own first, then those of all catalogues."""
        found: dict[str, Position] = {}
        for listed in (self.policy(policy).positions(), *(c.positions() for c in self.catalogs.values())):
            for position in listed:
                found.setdefault(position.code, position)
        return found

    def check_item(self, item: Item) -> tuple[Problem, ...]:
        """What all plugins find wrong with one item."""
        return tuple(p for found in self._manager.hook.examcore_check_item(item=item) for p in found)

    def check_form(self, form: Form, profile: Profile) -> tuple[Problem, ...]:
        """What all plugins find wrong with one form."""
        found = self._manager.hook.examcore_check_form(form=form, profile=profile)
        return tuple(p for problems in found for p in problems)

    def commands(self) -> tuple[click.Command, ...]:
        """All commands of all plugins, by name."""
        found = [c for commands in self._manager.hook.examcore_commands() for c in commands]
        return tuple(sorted(found, key=lambda c: c.name or ""))

    def version_of(self, policy: str) -> str:
        """ "distribution version" of the plugin that brings a policy, for the record of each result."""
        for fact in self.facts:
            module = self._manager.get_plugin(fact.id)
            offers: Callable[[], list[Policy]] | None = getattr(module, "examcore_policies", None)
            if offers is not None and any(p.id == policy for p in offers()):
                return f"{fact.distribution} {fact.version}"
        raise NotFound(msg("no installed plugin brings the policy {name}", name=policy))


def _gather(kind: Message, found: Iterable[list[T]]) -> dict[str, T]:
    things: dict[str, T] = {}
    for thing in (thing for things_ in found for thing in things_):
        if thing.id in things:
            raise BrokenPlugin(
                msg("two plugins bring a {kind} called {name}", kind=kind, name=thing.id),
                msg("uninstall one of them: examcore plugins lists what is installed"),
            )
        things[thing.id] = thing
    return dict(sorted(things.items()))


def _in_order(screens: dict[str, Screen]) -> dict[str, Screen]:
    """Screens in the order of the work."""
    ranked = sorted(screens.values(), key=lambda one: (SCREEN_GROUPS.index(one.group), one.order, one.id))
    return {one.id: one for one in ranked}


def _pick(kind: Message, things: dict[str, T], name: str) -> T:
    if name not in things:
        raise NotFound(
            msg("there is no {kind} called {name}", kind=kind, name=name),
            msg("installed: {names}", names=", ".join(things) or "-"),
        )
    return things[name]


def load_plugins(extra: Iterable[ModuleType] = ()) -> Plugins:
    """Every plugin of the entry-point group `examcore`, in name order, and the modules in `extra` (tests).

    Raises BrokenPlugin, naming the plugin, when it does not import, misspells a hook, or takes wrong
    arguments.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    facts: list[PluginFacts] = []
    points = sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name)
    found = [(point.name, point.load, point.dist) for point in points]
    for name, load, dist in found:
        try:
            module = load()
        except (ImportError, AttributeError, SyntaxError) as problem:
            raise BrokenPlugin(
                msg("plugin {name} does not load: {problem}", name=name, problem=str(problem)),
                msg("reinstall or remove its package"),
            ) from problem
        _register(manager, module, name)
        facts.append(_facts(manager, name, module, dist.name if dist else "?", dist.version if dist else "?"))
    for module in extra:
        _register(manager, module, module.__name__)
        facts.append(_facts(manager, module.__name__, module, module.__name__, "0"))
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        raise BrokenPlugin(
            msg("a plugin answers a hook that does not exist: {problem}", problem=str(problem))
        ) from problem
    return Plugins(manager, tuple(facts))


def _register(manager: pluggy.PluginManager, module: object, name: str) -> None:
    try:
        manager.register(module, name=name)
    except (pluggy.PluginValidationError, ValueError) as problem:
        raise BrokenPlugin(
            msg("plugin {name} does not fit its hooks: {problem}", name=name, problem=str(problem)),
            msg("compare it with the plugin guide"),
        ) from problem


def _facts(manager: pluggy.PluginManager, name: str, module: object, distribution: str, version: str) -> PluginFacts:
    callers = manager.get_hookcallers(module) or []
    return PluginFacts(name, distribution, version, tuple(sorted(c.name for c in callers)))
