"""The contracts room's nouns."""

from contracts.models.agreement import Agreement, AgreementColumn, SignOff
from contracts.models.clause import Clause, Severity, Verdict
from contracts.models.contract import Contract, ContractedAsset, ContractVersion
from contracts.models.deviation import Deviation, Hit, Inheritance
from contracts.models.proposal import Acknowledgement, ChangeProposal
from contracts.models.slot import Slot

__all__ = [
    "Acknowledgement",
    "Agreement",
    "AgreementColumn",
    "ChangeProposal",
    "Clause",
    "Contract",
    "ContractVersion",
    "ContractedAsset",
    "Deviation",
    "Hit",
    "Inheritance",
    "Severity",
    "SignOff",
    "Slot",
    "Verdict",
]
