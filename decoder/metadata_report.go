package decoder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/check"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/rollover"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// InspectMetadata says whether a federation metadata file is fit to be sent to the application's vendor, and what is
// in it. Its own signature is verified over the bytes as received, with o.Certs and the signing keys of o.Metadata, or
// else with the keys that the file announces, which shows that it is intact and not where it comes from. The verdict
// is accepted when the file is fit, else refused; undetermined only when judging was stopped. With o.Entity that
// one entity of the file is judged.
//
// A file that is metadata, and was cut off or damaged so that it cannot be read, is judged too. For any other the
// error is a *metadata.Wrong, and the report carries the Problem; else the error is that of ctx.
func InspectMetadata(ctx context.Context, name string, origin wire.Origin, b []byte, o Options) (report.Report, error) {
	r, _, err := inspectFile(ctx, name, origin, b, o)
	return r, err
}

// inspectFile is InspectMetadata; it gives the case as well, nil where there is no message about the file.
func inspectFile(ctx context.Context, name string, origin wire.Origin, b []byte, o Options) (report.Report, *check.Case, error) {
	given := sha256.Sum256(b)
	r := report.Report{
		Schema:   report.Schema,
		Tool:     report.Tool{Name: "claimcheck", Version: o.Version},
		Input:    report.Input{Name: name, Origin: string(origin), SHA256: hex.EncodeToString(given[:])},
		Chosen:   -1,
		Messages: []report.Message{},
	}
	if o.Profile == nil {
		p, err := profile.Builtin(DefaultProfile)
		if err != nil {
			return r, nil, err
		}
		o.Profile = p
	}
	on := &check.Case{
		Profile: o.Profile, Files: o.Metadata, Certs: len(o.Certs), Now: o.Now, Skew: o.Skew, At: o.Now, By: report.ByNow, Size: len(b),
		EntityID: first(o.EntityID, o.Profile.EntityID), ACS: first(o.ACS, o.Profile.ACS),
	}
	if !o.At.IsZero() {
		on.At, on.By = o.At, report.ByGiven
	}
	f, left, err := readFile(name, b, o.Entity)
	var wrong *metadata.Wrong
	switch {
	case errors.As(err, &wrong) && check.Judged(wrong, b):
		on.File, on.Wrong = &metadata.File{Name: name, SHA256: given}, wrong
		if len(b) <= tree.MetadataLimits.Bytes {
			on.Text = &tree.Doc{Source: string(b)}
		}
	case wrong != nil:
		r.Problem = check.NotMetadata(wrong, o.Profile)
		return r, nil, err
	case err != nil:
		ids, _ := metadata.EntityIDs(b) // it was read once
		r.Problem = check.NoEntity(ids, o.Entity)
		return r, nil, err
	default:
		on.File, on.Doc, on.Left = f, f.Doc, left
		verifyFile(ctx, on, o)
	}
	if err := ctx.Err(); err != nil {
		return r, nil, err
	}
	r.Messages = []report.Message{fileMessage(on, b)}
	r.Chosen, r.JudgedAt, r.JudgedBy = 0, on.At.UTC(), on.By
	return r, on, nil
}

// readFile reads a file; of the entity of that entityID alone, when one is named, and then left says how many others
// there are. A federation's signature holds for the picked entity too, unless the file is so large that the entity has to
// be taken out of it.
func readFile(name string, b []byte, id string) (f *metadata.File, left int, err error) {
	large := len(b) > tree.MetadataLimits.Bytes
	if id == "" || !large {
		var wrong *metadata.Wrong
		f, err = metadata.Read(name, b)
		large = errors.As(err, &wrong) && wrong.Kind == metadata.Aggregate // it has too many parts
	}
	switch {
	case id != "" && large:
		if b, left, err = metadata.Pick(b, id); err != nil {
			return nil, 0, err
		}
		f, err = metadata.Read(name, b)
		return f, left, err
	case id == "" || err != nil:
		return f, 0, err
	}
	picked := slices.DeleteFunc(slices.Clone(f.Entities), func(e metadata.Entity) bool { return e.ID != id })
	if len(picked) == 0 {
		return nil, 0, fmt.Errorf("expected an entity %q in the file, found none of that entityID", id)
	}
	left, f.Entities = len(f.Entities)-len(picked), picked
	return f, left, nil
}

// verifyFile verifies the file's own signatures, and looks for the edit that broke one.
func verifyFile(ctx context.Context, on *check.Case, o Options) {
	if len(o.Certs)+len(o.Metadata) > 0 {
		on.Keys = slices.Concat(o.Certs, metadata.AllSigningKeys(o.Metadata))
		on.Signatures = signature.Verify(ctx, on.Doc, on.Keys)
	} else {
		on.Signatures = on.File.Verify(ctx, nil)
	}
	on.Edit = findEdit(ctx, on)
}

// fileMessage judges a completed case and lays its answer out.
func fileMessage(on *check.Case, b []byte) report.Message {
	j := check.Judge(on)
	m := report.Message{
		Kind: "Metadata", Layers: []string{}, XMLSHA256: sum(b), JudgedAt: on.At.UTC(), JudgedBy: on.By,
		Verdict: j.Verdict, Sentence: j.Sentence, Cause: j.Cause, Signature: j.Signature, Signatures: []report.Signed{}, Claims: j.Claims,
		Metadata: contents(on.File), Findings: j.Findings, Notes: j.Notes,
	}
	if on.Doc == nil {
		if len(b) <= tree.MetadataLimits.Bytes { // a federation's file is not carried along
			m.XML = strings.ToValidUTF8(string(b), "\uFFFD")
		}
		return m
	}
	m.Layers, m.XML, m.XMLSHA256 = encodingLayers(on.File.Encoding), on.Doc.Source, sum([]byte(on.Doc.Source))
	for i, r := range on.Signatures {
		if i < mostSigned {
			m.Signatures = append(m.Signatures, signed(r))
		}
		if r.Cause == signature.Good {
			m.Covered = append(m.Covered, report.ByteRange{Start: r.Parent.Start, End: r.Node.Start}, report.ByteRange{Start: r.Node.End, End: r.Parent.End})
		}
	}
	if more := len(on.Signatures) - mostSigned; more > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("%d more signatures", more))
	}
	certs, notes := certificates(on.File, on.Signatures, on.At)
	m.Metadata.Certificates, m.Notes = certs, append(m.Notes, notes...)
	if !ofAnotherKind(j.Findings) {
		m.Metadata.Plan = rollover.Plan(on.File, rolloverSetting(on))
	}
	return m
}

// ofAnotherKind says whether a file announces other keys than the application's: its certificates are not the
// admin's to change.
func ofAnotherKind(findings []report.Finding) bool {
	return slices.ContainsFunc(findings, func(f report.Finding) bool {
		return f.Level == report.Fail && (f.Check == "metadata.tenant-wide" || f.Check == "metadata.all-tenants")
	})
}

// rolloverSetting is what the plan and the comparison for a file are made for.
func rolloverSetting(on *check.Case) rollover.Setting {
	return rollover.Setting{App: on.Profile.Title, Short: on.Profile.Short, At: on.At}
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
