package decoder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"claimcheck/decoder/check"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/setup"
	"claimcheck/decoder/wire"
)

// SetupInput is one thing that a set-up is read from: a file or a paste, or what was typed.
type SetupInput struct {
	Name   string
	Origin wire.Origin
	Bytes  []byte
	Typed  *setup.Sheet // from setup.Enter; Bytes are not read then
}

// InspectSetup says whether a sign-in would work with an application as its admin set it up, before the first one is
// tried: everything given is read as one set-up and held against o.Profile, o.EntityID, o.ACS and o.Metadata. Notes say
// what was left unread. The error says what was given instead (the report then carries the Problem), or is that of ctx.
// No address of a person that was among it is in the report.
func InspectSetup(ctx context.Context, inputs []SetupInput, o Options) (report.Report, error) {
	if o.Profile == nil {
		p, err := profile.Builtin(DefaultProfile)
		if err != nil {
			return report.Report{}, err
		}
		o.Profile = p
	}
	r := report.Report{
		Schema: report.Schema, Tool: report.Tool{Name: "claimcheck", Version: o.Version}, Chosen: -1, Messages: []report.Message{},
	}
	var sheets []*setup.Sheet
	for _, in := range inputs {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		about := report.Input{Name: in.Name, Origin: string(in.Origin)}
		sheet := in.Typed
		if sheet == nil {
			sum := sha256.Sum256(in.Bytes)
			about.SHA256 = hex.EncodeToString(sum[:])
			var err error
			if sheet, err = readSetup(in); err != nil {
				r.Input, r.Inputs, r.Problem = about, nil, noSetup(in.Name, err, o)
				return r, err
			}
		}
		r.Inputs = append(r.Inputs, about)
		sheets = append(sheets, sheet)
	}
	r.Input.Origin = string(wire.Paste)
	if len(r.Inputs) > 0 {
		r.Input = r.Inputs[0]
	}
	if len(r.Inputs) == 1 {
		r.Inputs = nil
	}
	sheet, err := setup.Assemble(o.Profile.Title, sheets)
	if err != nil {
		r.Problem = noSetup("", err, o)
		return r, err
	}
	r.Input.Notes = sheet.Notes
	on := &check.Case{
		Setup: sheet, Profile: o.Profile, Files: o.Metadata, EntityID: first(o.EntityID, o.Profile.EntityID), ACS: first(o.ACS, o.Profile.ACS),
		Now: o.Now, At: o.Now, By: report.ByNow, Skew: o.Skew,
	}
	if !o.At.IsZero() {
		on.At, on.By = o.At, report.ByGiven
	}
	j := check.Judge(on)
	m := report.Message{
		Kind: "Setup", Layers: []string{}, JudgedAt: on.At.UTC(), JudgedBy: on.By, Verdict: j.Verdict, Sentence: j.Sentence, Cause: j.Cause, Signature: j.Signature,
		Signatures: []report.Signed{}, Claims: []report.Claim{}, Findings: j.Findings, Notes: j.Notes, Setup: setupShown(on),
	}
	r.Chosen, r.Messages = 0, []report.Message{m}
	r.JudgedAt, r.JudgedBy = m.JudgedAt, m.JudgedBy
	return r, ctx.Err()
}

// readSetup reads one input. Should that break, it is an error like that of a reader, and no end of the program.
func readSetup(in SetupInput) (s *setup.Sheet, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reading it failed: %v", r)
		}
	}()
	return setup.Read(in.Name, in.Bytes)
}

// setupShown lays the set-up out in the order of the portal. What was not given is listed as missing where the portal
// always shows it.
func setupShown(on *check.Case) *report.Setup {
	s := &report.Setup{Sources: []string{}, Fields: []report.SetupField{}, Claims: check.SetupClaims(on)}
	for _, from := range on.Setup.Sources {
		s.Sources = append(s.Sources, string(from))
	}
	for _, f := range setup.Fields() {
		row := report.SetupField{Section: f.Section, Name: f.Name, Values: []string{}, State: "missing"}
		if e := on.Setup.Entry(f.Field); e != nil {
			row.State, row.Place = "empty", e.Place
			for i, v := range e.Values {
				if i == 0 {
					row.State, row.Place = "given", v.Place
				}
				row.Values = append(row.Values, v.Text)
			}
		} else if f.Rare {
			continue
		}
		s.Fields = append(s.Fields, row)
	}
	for _, k := range on.Setup.Certificates {
		row := report.SetupField{Section: setup.SectionCertificates, Name: "Certificate", Values: []string{}, State: "given", Place: k.Place}
		switch k.Active {
		case setup.Yes:
			row.Values = append(row.Values, "Active")
		case setup.No:
			row.Values = append(row.Values, "Inactive")
		}
		if k.Thumbprint != "" {
			row.Values = append(row.Values, k.Thumbprint)
		}
		var ends []string
		for _, t := range k.Ends {
			ends = append(ends, t.Format("2006-01-02"))
		}
		if ends != nil {
			row.Values = append(row.Values, "ends "+strings.Join(ends, " or "))
		}
		s.Fields = append(s.Fields, row)
	}
	return s
}

// noSetup is the problem of an input that holds no set-up, or several.
func noSetup(name string, err error, o Options) *report.Problem {
	p := &report.Problem{
		Check: "input.recognised", Expected: "the text of the portal's page Single sign-on, or JSON of Microsoft Graph (servicePrincipal, application, claims policy)",
		Actual: err.Error(), Owner: report.EntraAdmin,
		Steps: []string{"Entra admin center > Enterprise apps > " + o.Profile.Title + " > Single sign-on: press Ctrl+A and Ctrl+C, and give that text."},
	}
	if name == "" {
		name = "What was given"
	}
	p.Sentence = fmt.Sprintf("%s cannot be read as a set-up: %v.", name, err)
	var not *setup.Unrecognised
	var several *setup.Several
	switch {
	case errors.As(err, &not):
		p.Sentence = name + " shows no set-up of an application."
		if not.Instead != "" {
			p.Sentence = fmt.Sprintf("%s shows no set-up of an application: it is %s.", name, not.Instead)
		}
		p.Steps = []string{not.Advice}
	case errors.As(err, &several):
		p.Sentence = fmt.Sprintf("The list holds %d applications, and their names do not tell which one is %s: %s.", several.Count, o.Profile.Title, strings.Join(several.Names, ", "))
		p.Steps = []string{
			"Give the JSON of one of them: az ad sp show --id APPLICATION-ID, or in Graph Explorer GET https://graph.microsoft.com/v1.0/servicePrincipals(appId='APPLICATION-ID').",
			"If more than one of them is " + o.Profile.Title + ", keep one only, where its Identifier is fixed: a second one in the tenant cannot work.",
		}
	}
	return p
}
