"""What callers of the contracts API may do, and how refusals of the domain become answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request

from catalog.api.callers import acting, caller, require_role
from catalog.models import Domain, Role
from contracts.actions.binding import CannotBind
from contracts.actions.drafting import CannotDraft
from contracts.actions.environments import CannotSetEnvironment
from contracts.actions.publishing import CannotPublish
from contracts.models import Contract, ContractVersion
from contracts.odcs import Problem
from contracts.queries.contracts import contracts_visible, version_of


class Conflict(APIException):
    """The contract is not in a state for this."""

    status_code = 409
    default_code = "conflict"


class Invalid(APIException):
    """The document breaks the standard."""

    status_code = 422
    default_code = "invalid_contract"

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        """Answer with the message and each problem under `problems`."""
        super().__init__(message)
        # Set here, as DRF would turn the line numbers into text.
        self.detail = {"document": [message], "problems": [problem_as_dict(problem) for problem in problems]}  # type: ignore[list-item] # DRF answers numbers as they are


def problem_as_dict(problem: Problem) -> dict[str, Any]:
    """Give a problem as JSON."""
    return {
        "path": problem.path,
        "where": problem.where,
        "line": problem.line,
        "message": problem.message,
        "severity": "error" if problem.is_error else "warning",
    }


@contextmanager
def answering(request: Request) -> Iterator[None]:
    """Do what is inside as the caller, and turn what can't be done into an answer that says why."""
    try:
        with acting(request):
            yield
    except CannotDraft as error:
        if error.problems:
            raise Invalid(str(error), error.problems) from error
        raise Conflict(str(error)) from error
    except (CannotPublish, CannotBind, CannotSetEnvironment) as error:
        raise Conflict(str(error)) from error


def visible_contract(request: Request, pk: int) -> Contract:
    """Find a contract the caller may see; else 404."""
    return get_object_or_404(contracts_visible(caller(request)), pk=pk)


def visible_version(request: Request, pk: int, number: str = "") -> ContractVersion:
    """Find a version of a contract the caller may see; else 404."""
    return version_of(visible_contract(request, pk), number)


def require_hand(request: Request, contract: Contract, role: Role) -> None:
    """Refuse callers without this role in the contract's domain."""
    require_role(request, role, contract.domain)


def require_new_or_known(request: Request, key: str, domain: Domain | None) -> None:
    """Refuse writing to a contract one may not change; one that the caller can't see isn't there."""
    known = Contract.objects.filter(key=key).select_related("domain").first()
    if known is None:
        require_role(request, Role.CONTRIBUTOR, domain)
        return
    if not contracts_visible(caller(request)).filter(pk=known.pk).exists():
        raise Http404
    require_role(request, Role.CONTRIBUTOR, known.domain)
    if domain is not None and domain != known.domain:
        if known.domain is not None:
            require_role(request, Role.STEWARD, known.domain)
        require_role(request, Role.STEWARD, domain)


def domain_called(request: Request, slug: str) -> Domain | None:
    """Find the domain a caller names; one they can't see isn't there."""
    if not slug:
        return None
    found = Domain.objects.visible_to(caller(request)).filter(slug=slug).first()
    if found is None:
        raise PermissionDenied(f"There is no domain {slug!r} you can see.")
    return found
