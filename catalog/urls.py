"""Addresses of the catalog: its pages and its part of the API."""

from django.urls import path

from catalog.api import assets as api_assets
from catalog.api import audit_log as api_audit_log
from catalog.api import finding as api_finding
from catalog.api import keys as api_keys
from catalog.api import places as api_places
from catalog.views import account, asset, asset_edit, assets, audit_log, domains, keys, people, search, teams, term_links, terms, undo

pages = [
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggestions, name="suggest"),
    path("assets/", assets.assets, name="assets"),
    path("assets/<int:asset_id>/", asset.overview, name="asset"),
    path("assets/<int:asset_id>/columns/", asset.columns, name="asset-columns"),
    path("assets/<int:asset_id>/history/", asset.history, name="asset-history"),
    path("assets/<int:asset_id>/edit/", asset_edit.edit, name="asset-edit"),
    path("assets/<int:asset_id>/tags/", asset_edit.tag, name="asset-tag"),
    path("tags/<int:tag_id>/remove/", asset_edit.untag, name="tag-remove"),
    path("columns/<int:column_id>/edit/", asset_edit.column, name="column-edit"),
    path("owner-suggestions/<int:suggestion_id>/", asset_edit.owner_suggestion, name="owner-suggestion"),
    path("undo/<int:entry_id>/", undo.undo, name="undo"),
    path("restore/<int:entry_id>/", undo.restore, name="restore"),
    path("domains/", domains.domains, name="domains"),
    path("domains/new/", domains.domain_new, name="domain-new"),
    path("domains/<slug:slug>/", domains.domain, name="domain"),
    path("domains/<slug:slug>/edit/", domains.domain_edit, name="domain-edit"),
    path("domains/<slug:slug>/roles/", domains.role_give, name="role-give"),
    path("roles/<int:role_id>/take/", domains.role_take, name="role-take"),
    path("terms/", terms.terms, name="terms"),
    path("terms/new/", terms.term_new, name="term-new"),
    path("terms/<int:term_id>/", terms.term, name="term"),
    path("terms/<int:term_id>/edit/", terms.term_edit, name="term-edit"),
    path("terms/<int:term_id>/delete/", terms.term_delete, name="term-delete"),
    path("terms/<int:term_id>/map/", terms.term_map, name="term-map"),
    path("term-mappings/<int:mapping_id>/remove/", terms.term_unmap, name="term-unmap"),
    path("assets/<int:asset_id>/terms/", term_links.term_on, name="term-on"),
    path("term-links/<int:link_id>/remove/", term_links.term_off, name="term-off"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.team_new, name="team-new"),
    path("teams/<slug:slug>/", teams.team, name="team"),
    path("teams/<slug:slug>/edit/", teams.team_edit, name="team-edit"),
    path("teams/<slug:slug>/members/", teams.member_add, name="member-add"),
    path("members/<int:membership_id>/remove/", teams.member_remove, name="member-remove"),
    path("people/", people.people, name="people"),
    path("people/<int:person_id>/standing/", people.standing, name="person-standing"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:key_id>/revoke/", keys.revoke, name="key-revoke"),
    path("audit/", audit_log.audit_log, name="audit"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-in/as/", account.play, name="sign-in-as"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("set-up/", account.set_up_first, name="set-up"),
    path("me/", account.me, name="me"),
    path("theme/", account.theme, name="theme"),
]

api = [
    path("assets", api_assets.Assets.as_view(), name="api-assets"),
    path("assets/<int:asset_id>", api_assets.AssetDetail.as_view(), name="api-asset"),
    path("assets/<int:asset_id>/columns", api_assets.AssetColumns.as_view(), name="api-asset-columns"),
    path("assets/<int:asset_id>/schema-versions", api_assets.AssetSchemaVersions.as_view(), name="api-asset-schema-versions"),
    path("domains", api_places.Domains.as_view(), name="api-domains"),
    path("domains/<slug:slug>", api_places.DomainDetail.as_view(), name="api-domain"),
    path("teams", api_places.Teams.as_view(), name="api-teams"),
    path("teams/<slug:slug>", api_places.TeamDetail.as_view(), name="api-team"),
    path("search", api_finding.Search.as_view(), name="api-search"),
    path("audit", api_audit_log.Audit.as_view(), name="api-audit"),
    path("keys", api_keys.Keys.as_view(), name="api-keys"),
    path("keys/<int:key_id>", api_keys.KeyDetail.as_view(), name="api-key"),
]
