"""The contracts room's nouns."""

from contracts.models.agreement import Agreement, AgreementColumn, SignOff
from contracts.models.amendment import Amendment
from contracts.models.chart import ChartPoint, ChartState, ControlChart
from contracts.models.clause import Clause, Severity, Verdict
from contracts.models.contract import Contract, ContractedAsset, ContractVersion
from contracts.models.deviation import Deviation, Hit, Inheritance
from contracts.models.environment import Environment
from contracts.models.proposal import Acknowledgement, ChangeProposal
from contracts.models.slot import Slot
from contracts.models.testing import DataTest, DataTestKind, DataTestResult, DataTestState, Profile

__all__ = [
    "Acknowledgement",
    "Agreement",
    "AgreementColumn",
    "Amendment",
    "ChangeProposal",
    "ChartPoint",
    "ChartState",
    "Clause",
    "Contract",
    "ContractVersion",
    "ContractedAsset",
    "ControlChart",
    "DataTest",
    "DataTestKind",
    "DataTestResult",
    "DataTestState",
    "Deviation",
    "Environment",
    "Hit",
    "Inheritance",
    "Profile",
    "Severity",
    "SignOff",
    "Slot",
    "Verdict",
]
