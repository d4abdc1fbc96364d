"""The form of a criterion."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from catalog.models import Domain
from catalog.models.asset import Lifecycle
from feedback.models import Criterion

STAGES = [(Lifecycle.SHARED.value, Lifecycle.SHARED.label), (Lifecycle.CERTIFIED.value, Lifecycle.CERTIFIED.label)]


class CriterionForm(forms.Form):
    """What is asked for before a stage."""

    stage = forms.ChoiceField(choices=STAGES)
    kind = forms.ChoiceField(choices=Criterion.Kind.choices, label="What")
    number = forms.FloatField(required=False, help_text="Days, a share from 0 to 1, stars, or consumers.")
    domain = forms.ModelChoiceField(Domain.objects.none(), required=False, empty_label="Everywhere")

    def __init__(self, *args: Any, domains: QuerySet[Domain], **kwargs: Any) -> None:
        """Offer the domains one owns."""
        super().__init__(*args, **kwargs)
        field = self.fields["domain"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = domains
