// Package assets embeds the data of both programs: application profiles, vendor codes, practice cases
// and the icon. It holds no logic; decoder/profile, decoder/explain and decoder/scenario read it.
package assets

import "embed"

// Profiles holds the application profiles: profiles/NAME.json.
//
//go:embed profiles/*.json
var Profiles embed.FS

// AADSTS is the table of Entra's error codes, tab-separated, a header line first: code (digits), name,
// meaning, owners (comma-separated, the one to ask first in front), remedy, inferred (yes: the remedy
// is ours, not the source's), own_idp (yes: it concerns the tenant's own federated identity provider),
// source.
//
//go:embed explain/aadsts.tsv
var AADSTS string

// Status is the table of SAML status codes (Core 3.2.2.2), tab-separated, a header line first: uri,
// level (1 top level, 2 second level), words.
//
//go:embed explain/status.tsv
var Status string

// Examples holds the practice cases: examples/*.txtar, in the form that decoder/scenario reads. The
// folder's README.md comes with them, so that the pattern has a file to match.
//
//go:embed examples
var Examples embed.FS

// Icon is the program's icon, an SVG.
//
//go:embed icon.svg
var Icon []byte
