"""Facets that outlive a run: the newest of a name on an asset or a job. Contents are kept once, by digest."""

from django.db import models

from catalog.models import Asset
from lineage.models.job import Job


class FacetContent(models.Model):
    """A facet's JSON, addressed by the blake2b digest of its canonical form and shared by all that carry it."""

    digest = models.BinaryField(primary_key=True, max_length=16)
    value = models.JSONField()

    def __str__(self) -> str:
        """Say the digest."""
        return bytes(self.digest).hex()


class AssetFacet(models.Model):
    """The newest facet of a name on an asset, by (event time, event digest); content null: retracted with `_deleted`."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="facets", db_index=False)
    name = models.TextField()
    content = models.ForeignKey(FacetContent, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()
    event_digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "name"], name="asset_facet_is_the_newest")]

    def __str__(self) -> str:
        """Say the facet's name."""
        return self.name


class JobFacet(models.Model):
    """The newest facet of a name on a job."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="facets", db_index=False)
    name = models.TextField()
    content = models.ForeignKey(FacetContent, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()
    event_digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="job_facet_is_the_newest")]

    def __str__(self) -> str:
        """Say the facet's name."""
        return self.name
