"""Forms of reviews, questions and complaints."""

from django import forms

from feedback.actions.reviews import Opinion
from feedback.models.review import ASPECTS

WORDS = {5: "5: excellent", 4: "4: good", 3: "3: usable", 2: "2: with care", 1: "1: don't"}
STARS = [(str(stars), WORDS[stars]) for stars in (5, 4, 3, 2, 1)]
ASPECT = [("", "-"), *((str(stars), str(stars)) for stars in (5, 4, 3, 2, 1))]
HELP = {
    "accurate": "Are the numbers right?",
    "on_time": "Is it there when you need it?",
    "understandable": "Do you know what the columns mean?",
    "complete": "Is everything in it?",
}


class ReviewForm(forms.Form):
    """Stars, words, and stars for single aspects."""

    stars = forms.ChoiceField(choices=STARS, widget=forms.RadioSelect, label="How many stars?")
    text = forms.CharField(required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}), label="In your words")
    accurate, on_time, understandable, complete = (
        forms.ChoiceField(required=False, choices=ASPECT, label=aspect.replace("_", " ").capitalize(), help_text=HELP[aspect])
        for aspect in ASPECTS
    )

    def opinion(self) -> Opinion:
        """Give what was filled in."""
        said = self.cleaned_data
        return Opinion(int(said["stars"]), said["text"], {aspect: int(said[aspect]) if said[aspect] else None for aspect in ASPECTS})


class QuestionForm(forms.Form):
    """A question."""

    text = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), label="Your question")
    column_path = forms.ChoiceField(required=False, label="Column", help_text="If it is about one column.")

    def __init__(self, *args: object, columns: list[str], **kwargs: object) -> None:
        """Offer the asset's columns."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # whatever Django's form takes
        field = self.fields["column_path"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "The whole asset"), *((path, path) for path in columns)]
