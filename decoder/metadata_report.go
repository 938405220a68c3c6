package decoder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/check"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// fileChecks are the checks of a metadata file by itself. Whether a file is fit to send is not judged
// yet; these two say what reading it shows.
var fileChecks = []check.Check{
	{
		ID: "metadata.signature", Facts: []string{"MD-12"}, Title: "The file's own signature is good",
		Spec: "Metadata 3; SAML2Int SDP-MD02", Owner: report.EntraAdmin, Steps: downloadAgain,
	},
	{
		ID: "metadata.key-dates", Facts: []string{"MD-08"}, Title: "Every signing certificate is in date",
		Spec: "SAML2Int SDP-MD05", Owner: report.EntraAdmin, Steps: []string{
			"Entra admin center > Enterprise apps > the application > Single sign-on > SAML Certificates > Edit: see which certificate is active, and when it ends.",
			"Create a new certificate there in time, and give the new metadata file to the application's vendor before you make it active.",
		},
	},
}

var downloadAgain = []string{
	"Entra admin center > Enterprise apps > the application > Single sign-on > SAML Certificates: next to Federation Metadata XML press Download.",
	"Hand the file on as it was downloaded: an editor, a browser's view or a mail program may change its bytes.",
}

// Checks lists every check: those of messages in the order they are asked, then those of metadata files.
func Checks() []check.Check { return slices.Concat(check.All(), fileChecks) }

// InspectMetadata says what is in a federation metadata file, and whether its own signature holds: with
// o.Certs and the signing keys of o.Metadata, or else with those that the file announces, which shows
// that it is intact and not where it comes from. The verdict is refused when the signature does not hold, else undetermined:
// whether the file is fit to send is not judged. The error says what the file is instead of metadata
// (the report then carries the Problem), or is that of ctx.
func InspectMetadata(ctx context.Context, name string, origin wire.Origin, b []byte, o Options) (report.Report, error) {
	given := sha256.Sum256(b)
	r := report.Report{
		Schema: report.Schema,
		Tool:   report.Tool{Name: "claimcheck", Version: o.Version},
		Input:  report.Input{Name: name, Origin: string(origin), SHA256: hex.EncodeToString(given[:])},
		Chosen: -1,
	}
	f, err := metadata.Read(name, b)
	if err != nil {
		r.Problem = &report.Problem{
			Check:    "input.recognised",
			Sentence: fmt.Sprintf("%s is not federation metadata: %v.", name, err),
			Expected: "a federation metadata file (EntityDescriptor or EntitiesDescriptor)",
			Actual:   err.Error(),
			Owner:    report.EntraAdmin,
			Steps:    downloadAgain,
		}
		return r, err
	}
	at, by := o.Now, report.ByNow
	if !o.At.IsZero() {
		at, by = o.At, report.ByGiven
	}
	text := []byte(f.Doc.Source)
	m := report.Message{
		Kind: "Metadata", Layers: encodingLayers(f.Encoding), XMLSHA256: sum(text),
		JudgedAt: at.UTC(), JudgedBy: by, Signatures: []report.Signed{}, Claims: []report.Claim{},
		Metadata: contents(f), XML: f.Doc.Source,
	}
	keys := slices.Concat(o.Certs, metadata.AllSigningKeys(o.Metadata))
	results := f.Verify(ctx, keys)
	if err := ctx.Err(); err != nil {
		return r, err
	}
	for _, res := range results {
		m.Signatures = append(m.Signatures, signed(res))
		if res.Cause == signature.Good {
			m.Covered = append(m.Covered, report.ByteRange{Start: res.Parent.Start, End: res.Parent.End})
		}
	}
	m.Metadata.Certificates, m.Notes = certificates(f, results, at)
	state := fileSignature(f, results, len(o.Certs)+len(o.Metadata) > 0)
	m.Signature = state.signature
	m.Findings = append([]report.Finding{state.finding()}, keyDates(m.Metadata, at)...)
	m.Verdict, m.Sentence = report.Undetermined, fileSentence(f)+" "+state.sentence
	m.Cause = &report.Cause{
		Check: "metadata.signature", Owner: report.EntraAdmin, Spec: fileChecks[0].Spec,
		Sentence: "Whether the file is fit to send is not judged. " + state.sentence,
		Steps:    []string{"Compare entity ID, addresses and certificate thumbprints with Entra admin center > Enterprise apps > the application > Single sign-on."},
	}
	if state.level == report.Fail {
		m.Verdict, m.Cause.Sentence, m.Cause.Steps = report.Refused, m.Sentence, downloadAgain
	}
	r.Chosen, r.Messages = 0, []report.Message{m}
	r.JudgedAt, r.JudgedBy = m.JudgedAt, by
	return r, nil
}

// encodingLayers names what the text was wrapped in, in the words of wire.
func encodingLayers(encoding string) []string {
	layers := []string{}
	if strings.HasPrefix(encoding, "utf-16") {
		layers = append(layers, "utf-16")
	}
	if strings.HasSuffix(encoding, ", bom") {
		layers = append(layers, "bom")
	}
	return layers
}

func fileSentence(f *metadata.File) string {
	if len(f.Entities) == 1 {
		return fmt.Sprintf("This is the federation metadata of %s.", f.Entities[0].ID)
	}
	return fmt.Sprintf("This is the federation metadata of %d entities.", len(f.Entities))
}

// signatureState is the outcome of the signatures of a metadata file.
type signatureState struct {
	signature report.Signature
	level     report.Level
	sentence  string
}

func (s signatureState) finding() report.Finding {
	c := fileChecks[0]
	f := report.Finding{Check: c.ID, Level: s.level, Title: c.Title, Detail: s.sentence, Spec: c.Spec}
	if s.level != report.Pass && s.level != report.Info {
		f.Owner, f.Steps = c.Owner, c.Steps
	}
	return f
}

// fileSignature sums up: a file is as good as the worst of its signatures, and signed only when one of
// them covers the whole of it, or every entity has its own.
func fileSignature(f *metadata.File, results []signature.Result, given bool) signatureState {
	if len(results) == 0 {
		if given {
			return signatureState{report.Unsigned, report.Fail, "It is not signed, so no key that was given vouches for it."}
		}
		return signatureState{report.Unsigned, report.Info, "It is not signed: nothing shows who made it or whether it was changed."}
	}
	covered := 0
	for _, r := range results {
		switch r.Cause {
		case signature.Good:
			if r.Parent == f.Doc.Root {
				covered = len(f.Entities)
			}
			for _, e := range f.Entities {
				if r.Parent == e.Node && covered < len(f.Entities) {
					covered++
				}
			}
		case signature.UnknownKey, signature.NoTrust:
			if given {
				return signatureState{report.Invalid, report.Fail, "None of the keys given made its signature: it comes from someone else, or they are old."}
			}
			if r.SelfConsistent {
				return signatureState{report.Unverifiable, report.NotChecked, "It is as its key signed it, and it does not announce that key: give the publisher's certificate to verify it."}
			}
			return signatureState{report.Unverifiable, report.NotChecked, "It is signed by a key that it does not hold: give the publisher's certificate to verify it."}
		case signature.Unsupported:
			return signatureState{report.Unverifiable, report.NotChecked, "Its signature cannot be verified: " + r.Detail + "."}
		case signature.Altered:
			switch r.Accident {
			case "":
			case signature.Indented, signature.Unindented:
				return signatureState{report.Invalid, report.Fail, "Its signature is broken: the file was re-indented after it was signed, by an editor or a viewer."}
			default:
				return signatureState{report.Invalid, report.Fail, "Its signature is broken: " + r.Accident.Words() + "."}
			}
			return signatureState{report.Invalid, report.Fail, "Its signature is broken: the file was changed after it was signed."}
		default:
			return signatureState{report.Invalid, report.Fail, "Its signature is broken: " + string(r.Cause) + "."}
		}
	}
	switch {
	case covered < len(f.Entities):
		return signatureState{report.Unverifiable, report.NotChecked, "Its signatures are good, and part of it is not signed at all."}
	case given:
		return signatureState{report.Valid, report.Pass, "Its signature is good: a key that was given made it."}
	}
	return signatureState{report.Valid, report.Pass, "Its signature is good: it is as a key that it announces signed it. That does not show where it comes from."}
}

// keyDates holds the signing certificates against the instant.
func keyDates(md *report.Metadata, at time.Time) []report.Finding {
	c := fileChecks[1]
	var out []report.Finding
	seen := map[string]bool{}
	dated := false
	for _, e := range md.Entities {
		for _, role := range e.Roles {
			for _, k := range role.Keys {
				if k.Use == "encryption" || k.SHA1 == "" || seen[k.SHA1] {
					continue
				}
				seen[k.SHA1], dated = true, true
				detail := ""
				switch {
				case at.After(k.NotAfter):
					detail = "This certificate ended " + k.NotAfter.Format("2006-01-02") + "."
				case at.Before(k.NotBefore):
					detail = "This certificate begins " + k.NotBefore.Format("2006-01-02") + "."
				}
				if detail != "" {
					out = append(out, report.Finding{
						Check: c.ID, Subject: k.SHA1, Level: report.Warn, Title: c.Title, Detail: detail,
						Owner: c.Owner, Steps: c.Steps, Spec: c.Spec,
					})
				}
			}
		}
	}
	if dated && len(out) == 0 {
		out = append(out, report.Finding{Check: c.ID, Level: report.Pass, Title: c.Title, Detail: "All are in date.", Spec: c.Spec})
	}
	return out
}

// contents lays out the entities of a file.
func contents(f *metadata.File) *report.Metadata {
	md := &report.Metadata{Entities: []report.Entity{}}
	for _, e := range f.Entities {
		entity := report.Entity{ID: e.ID, Roles: []report.Role{}}
		for _, r := range e.Roles {
			role := report.Role{Kind: r.Kind, Protocols: r.Protocols}
			for _, p := range r.Endpoints {
				role.Endpoints = append(role.Endpoints, report.Endpoint{Service: p.Service, Binding: p.Binding, Location: p.Location})
			}
			for _, k := range r.Keys {
				key := report.KeyOf(k.Public, k.Cert)
				key.Use, key.InMetadata, key.Source = k.Use, true, f.Name
				if k.Problem != nil {
					key.Subject = "unreadable: " + k.Problem.Error()
				}
				role.Keys = append(role.Keys, key)
			}
			entity.Roles = append(entity.Roles, role)
		}
		md.Entities = append(md.Entities, entity)
	}
	return md
}
