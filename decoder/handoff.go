package decoder

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"claimcheck/decoder/handoff"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// HandoffOptions say how a kit for the application's vendor is made.
type HandoffOptions struct {
	Form   handoff.Form
	Setup  []SetupInput // the application as its admin set it up; nil: its claims are told as the profile wants them
	Anyway bool         // also when the file is not fit to send; the kit says so then
}

// Why no kit is made.
var (
	ErrUnfit  = errors.New("the file is not fit to send")
	ErrSecret = errors.New("the file holds a private key or a password, and is never handed on")
)

// Handoff judges a metadata file as InspectMetadata does, and makes what its admin hands to the application's vendor:
// a mail draft, or the files for an upload form. The whole file goes out and is judged, whatever o.Entity is. A set-up
// that is given is judged as InspectSetup does, and is the report's second message. The error is ErrUnfit or ErrSecret
// when no kit is made for what the report says, else one of those two functions.
func Handoff(ctx context.Context, name string, origin wire.Origin, b []byte, o Options, h HandoffOptions) (handoff.Kit, report.Report, error) {
	var none handoff.Kit
	if o.Profile == nil {
		p, err := profile.Builtin(DefaultProfile)
		if err != nil {
			return none, report.Report{}, err
		}
		o.Profile = p
	}
	o.Entity = ""
	r, err := InspectMetadata(ctx, name, origin, b, o)
	if err != nil {
		return none, r, err
	}
	f := handoff.Facts{App: vendorOf(o), File: b, Metadata: r.Messages[0]}
	if h.Setup != nil {
		if file, err := metadata.Read(name, b); err == nil {
			o.Metadata = []*metadata.File{file}
		}
		s, err := InspectSetup(ctx, h.Setup, o)
		if err != nil {
			return none, s, err
		}
		f.Setup = &s.Messages[0]
		r = report.Merge([]report.Report{r, s})
		r.Chosen, r.Input, r.JudgedAt, r.JudgedBy = 0, r.Inputs[0], f.Metadata.JudgedAt, f.Metadata.JudgedBy
	}
	if slices.ContainsFunc(f.Metadata.Findings, func(f report.Finding) bool { return f.Check == "metadata.secret" && f.Level == report.Fail }) {
		return none, r, ErrSecret
	}
	if f.Anyway = f.Metadata.Verdict != report.Accepted; f.Anyway && !h.Anyway {
		return none, r, ErrUnfit
	}
	if h.Form != handoff.Mail {
		if f.Beside, err = drawings(f.Metadata, o); err != nil {
			return none, r, err
		}
	}
	kit, told, err := handoff.Make(f, h.Form)
	r.Handoff = told
	return kit, r, err
}

// vendorOf gives what a kit tells of the application.
func vendorOf(o Options) handoff.App {
	p := o.Profile
	a := handoff.App{
		Name: p.Name, Title: p.Title, Short: p.Short, Support: p.Support, MostBytes: p.Upload.MostBytes, Upload: p.Upload.Steps,
		EntityID: cmp.Or(o.EntityID, p.EntityID), ACS: cmp.Or(o.ACS, p.ACS),
	}
	for _, c := range p.Claims {
		a.Claims = append(a.Claims, report.SetupClaim{Name: c.Name, Source: c.Source})
	}
	return a
}

// drawings are the time bars and the calendar of a file's certificates, where it has any. A certificate is called by
// its thumbprint in them: its subject may be a person. So may what the entity is called.
func drawings(m report.Message, o Options) ([]handoff.File, error) {
	if m.Metadata == nil || len(m.Metadata.Certificates) == 0 {
		return nil, nil
	}
	list := slices.Clone(m.Metadata.Certificates)
	for i := range list {
		list[i].Subject = list[i].SHA1
	}
	entities := slices.Clone(m.Metadata.Entities)
	for i := range entities {
		entities[i].ID = handoff.WithoutAddresses(entities[i].ID)
	}
	anonymous := *m.Metadata
	anonymous.Certificates, anonymous.Entities, m.Metadata = list, entities, &anonymous
	var bars, calendar bytes.Buffer
	if err := report.WriteTimeBarSVG(&bars, m, report.TimeBarOptions{}); err != nil {
		return nil, err
	}
	files := []handoff.File{{Name: "certificates.svg", Bytes: bars.Bytes()}}
	days, _, err := WriteReminders(&calendar, report.Report{Chosen: 0, Messages: []report.Message{m}}, o)
	if err != nil {
		return nil, fmt.Errorf("the calendar: %w", err)
	}
	if days > 0 {
		files = append(files, handoff.File{Name: "certificates.ics", Bytes: calendar.Bytes()})
	}
	return files, nil
}
