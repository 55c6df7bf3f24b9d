"""Add, change and disable the accounts by which people sign in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import users
from geo_ij.geocode.text import clean
from geo_ij.services.accounts import (
    GIVEN_ROLES,
    Account,
    TypedAccount,
    account_called,
    accounts,
    add_account,
    change_account,
    reset_password,
    set_disabled,
)
from geo_ij.wiring import Wiring

_ROLE = click.Choice([role.value for role in GIVEN_ROLES], case_sensitive=False)
_LABEL_HELP = "What others see instead of the name."


@edge.command(users, "add")
@click.argument("name")
@click.option("--role", "roles", required=True, multiple=True, type=_ROLE, help="What the person does; repeatable.")
@click.option("--area", "areas", multiple=True, metavar="NAME", help="See only this area; repeatable (default: all).")
@click.option("--label", default="", metavar="TEXT", help=_LABEL_HELP)
@edge.json_option
@click.pass_obj
def add(wiring: Wiring, name: str, roles: tuple[str, ...], areas: tuple[str, ...], label: str, as_json: bool) -> None:
    """Add an account and print the password for its first sign-in, this once."""
    added, password = add_account(wiring.database, TypedAccount(name, label, roles, areas))
    edge.report(
        {**_document(added), "first_password": password},
        [f"Added the account {added.name}: {_may(added)}.", *_first_password(added, password)],
        as_json=as_json,
    )


@edge.command(users, "list")
@edge.json_option
@click.pass_obj
def list_users(wiring: Wiring, as_json: bool) -> None:
    """List every account, with its roles, its areas and its last sign-in."""
    found = accounts(wiring.database)
    edge.report({"accounts": [_document(account) for account in found]}, _lines(found), as_json=as_json)


@edge.command(users, "disable")
@click.argument("name")
@edge.json_option
@click.pass_obj
def disable(wiring: Wiring, name: str, as_json: bool) -> None:
    """Let an account sign in no more, and sign its holder out at once."""
    account = account_called(wiring.database, name)
    account = set_disabled(wiring.database, account.account_id, disabled=True)
    edge.report(_document(account), [f"Disabled the account {account.name}."], as_json=as_json)


@edge.command(users, "enable")
@click.argument("name")
@edge.json_option
@click.pass_obj
def enable(wiring: Wiring, name: str, as_json: bool) -> None:
    """Let a disabled account sign in again, or one that has to wait after wrong passwords."""
    account = account_called(wiring.database, name)
    account = set_disabled(wiring.database, account.account_id, disabled=False)
    edge.report(_document(account), [f"The account {account.name} can sign in."], as_json=as_json)


@edge.command(users, "change")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=_ROLE, help="The roles from now on; repeatable.")
@click.option("--area", "areas", multiple=True, metavar="NAME", help="The areas from now on; repeatable.")
@click.option("--all-areas", is_flag=True, help="See every area from now on.")
@click.option("--label", metavar="TEXT", help=_LABEL_HELP)
@edge.json_option
@click.pass_obj
def change(
    wiring: Wiring,
    name: str,
    roles: tuple[str, ...],
    areas: tuple[str, ...],
    all_areas: bool,
    label: str | None,
    as_json: bool,
) -> None:
    """Give an account other roles, other areas or another label; what is not given stays."""
    if not (roles or areas or all_areas or label is not None):
        raise click.UsageError("Give at least one of --role, --area, --all-areas and --label.")
    if areas and all_areas:
        raise click.UsageError("Give either --area or --all-areas.")
    before = account_called(wiring.database, name)
    typed = TypedAccount(
        before.name,
        before.label if label is None else label,
        roles or tuple(role.value for role in before.roles),
        () if all_areas else areas or before.areas,
    )
    after = change_account(wiring.database, before.account_id, typed)
    edge.report(_document(after), [f"Changed the account {after.name}: {_may(after)}."], as_json=as_json)


@edge.command(users, "reset")
@click.argument("name")
@edge.json_option
@click.pass_obj
def reset(wiring: Wiring, name: str, as_json: bool) -> None:
    """Give an account a new first password and take its second factor away, for whoever lost either."""
    account = account_called(wiring.database, name)
    password = reset_password(wiring.database, account.account_id)
    account = account_called(wiring.database, name)
    edge.report(
        {**_document(account), "first_password": password},
        [
            f"Reset the account {account.name}: its second factor is gone, and it is signed out everywhere.",
            *_first_password(account, password),
        ],
        as_json=as_json,
    )


def _document(account: Account) -> dict[str, Any]:
    return {**asdict(account), "roles": [role.value for role in account.roles], "areas": list(account.areas)}


def _first_password(account: Account, password: str) -> list[str]:
    return [
        f"First password: {password}",
        "It is shown this once. Whoever signs in with it must choose another.",
        *(["The account is disabled: geo-ij users enable lets it sign in."] if account.is_disabled else []),
    ]


def _lines(found: Sequence[Account]) -> list[str]:
    if not found:
        return ["There are no accounts: geo-ij users add makes one."]
    lines = [f"{edge.counted(len(found), 'account')}."]
    for account in found:
        label = "" if account.label == account.name else f" ({account.label})"
        # The names of people at the force's own sign-in are not ours: nothing in them may steer the terminal.
        lines += ["", " ".join(clean(f"{account.name}{label}: {_may(account)}").split())]
        lines.append(f"    {'; '.join(_state(account))}.")
    return lines


def _may(account: Account) -> str:
    """Say what an account is limited to, as in "planner, moderator in Kettering"."""
    return f"{', '.join(account.roles)} in {', '.join(account.areas) or 'all areas'}"


def _state(account: Account) -> list[str]:
    signed_in = "never signed in" if account.signed_in_at is None else f"last signed in {_said(account.signed_in_at)}"
    words = [signed_in, "second factor" if account.has_second_factor else "no second factor"]
    if not account.has_password:
        words[1] = "signs in through the force's own sign-in"
    if account.is_demonstration:
        words.append("demonstration only")
    if account.locked_until is not None and dt.datetime.fromisoformat(account.locked_until) > dt.datetime.now(dt.UTC):
        words.append(f"has to wait until {_said(account.locked_until)}")
    if account.is_disabled:
        words.append("disabled")
    return words


def _said(moment: str) -> str:
    return f"{dt.datetime.fromisoformat(moment):%Y-%m-%d %H:%M} UTC"
