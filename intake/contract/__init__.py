"""The data contract: what a mail must hold before it is answered, taken from the mail's own words."""

from intake.contract.check import check, risks
from intake.contract.extract import Value, iban_valid, values

__all__ = ["Value", "check", "iban_valid", "risks", "values"]
