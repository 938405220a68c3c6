package ui

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/profile"
	entra "claimcheck/decoder/setup"
)

// typedFields are the fields that can be entered by name.
var typedFields = []entra.Field{
	entra.Identifier, entra.ReplyURL, entra.SignOnURL, entra.RelayState, entra.LogoutURL, entra.LoginURL, entra.EntraIdentifier, entra.EntraLogoutURL,
}

// setupForm takes the fields of the portal's page one by one.
type setupForm struct {
	onDocument func(source)
	fields     map[entra.Field]*field
	claims     []*claimFields
	claimList  *fyne.Container
	thumbprint *field
	status     *widget.Select
	expiry     *field
	box        fyne.CanvasObject
}

// claimFields are the name and the source of one claim.
type claimFields struct{ name, source *field }

func newSetupForm(onDocument func(source)) *setupForm {
	f := &setupForm{onDocument: onDocument, fields: map[entra.Field]*field{}, claimList: vertical(6)}
	rows := vertical(6, muted(lang.L("setup.form-about")))
	section := ""
	for _, s := range entra.Fields() {
		if !slices.Contains(typedFields, s.Field) {
			continue
		}
		if s.Section != section {
			if section != "" {
				f.beforeSetUp(rows)
			}
			section = s.Section
			rows.Add(inset(6, 0, strong(section)))
		}
		f.fields[s.Field] = newField("", onDocument)
		rows.Add(labelled(s.Name, f.fields[s.Field]))
	}
	f.box = rows
	return f
}

// beforeSetUp adds the claims and the certificate, which the page shows before the addresses of Entra.
func (f *setupForm) beforeSetUp(rows *fyne.Container) {
	add := widget.NewButtonWithIcon(lang.L("setup.add-claim"), theme.ContentAddIcon(), func() { f.addClaim("", "") })
	rows.Add(inset(6, 0, strong(entra.SectionClaims)))
	rows.Add(f.claimList)
	rows.Add(atLeft(add))
	f.thumbprint, f.expiry = newField("", f.onDocument), newField("", f.onDocument)
	f.thumbprint.SetPlaceHolder(lang.L("setup.thumbprint-hint"))
	f.expiry.SetPlaceHolder(lang.L("setup.expiry-hint"))
	f.status = widget.NewSelect([]string{lang.L("setup.status-none"), lang.L("setup.status-active"), lang.L("setup.status-inactive")}, func(string) {})
	f.status.SetSelectedIndex(0)
	rows.Add(inset(6, 0, strong(entra.SectionCertificates)))
	rows.Add(labelled("Thumbprint", f.thumbprint))
	rows.Add(labelled("Status", f.status))
	rows.Add(labelled("Expiration", f.expiry))
}

// offer gives the claims of the application as examples, as long as none was entered.
func (f *setupForm) offer(p *profile.Profile) {
	if p == nil || len(f.typedClaims()) > 0 {
		return
	}
	f.claims, f.claimList.Objects = nil, nil
	for _, c := range p.Claims {
		f.addClaim(c.Name, c.Source)
	}
}

// addClaim adds a row for a claim, with an example of one.
func (f *setupForm) addClaim(name, source string) {
	c := &claimFields{newField("", f.onDocument), newField("", f.onDocument)}
	c.name.SetPlaceHolder(name)
	c.source.SetPlaceHolder(source)
	f.claims = append(f.claims, c)
	f.claimList.Add(container.New(columns{gap: 6, weights: []float32{1, 1}}, c.name, c.source))
	f.claimList.Refresh()
}

func (f *setupForm) typedClaims() []entra.Claim {
	var out []entra.Claim
	for _, c := range f.claims {
		if name, source := strings.TrimSpace(c.name.Text), strings.TrimSpace(c.source.Text); name+source != "" {
			out = append(out, entra.Claim{Name: name, Source: source})
		}
	}
	return out
}

// certificate is the one that was entered; nil when none was. wrong says which value cannot be used.
func (f *setupForm) certificate() (c []entra.Certificate, wrong string) {
	thumbprint := strings.ToUpper(strings.NewReplacer(":", "", " ", "").Replace(f.thumbprint.Text))
	expiry, status := strings.TrimSpace(f.expiry.Text), f.status.SelectedIndex()
	if thumbprint+expiry == "" && status <= 0 {
		return nil, ""
	}
	k := entra.Certificate{Thumbprint: thumbprint, Active: []entra.Answer{entra.NotShown, entra.Yes, entra.No}[max(status, 0)]}
	if thumbprint != "" && (len(thumbprint) != 40 || strings.Trim(thumbprint, "0123456789ABCDEF") != "") {
		return nil, lang.L("setup.bad-thumbprint")
	}
	if expiry != "" {
		end, err := time.Parse(time.DateOnly, expiry)
		if err != nil {
			return nil, lang.L("setup.bad-expiry")
		}
		k.Ends = []time.Time{end}
	}
	return []entra.Certificate{k}, ""
}

// sheet is what was entered; nil when nothing was. A field left blank beside others of its card is one that the portal
// shows without a value.
func (f *setupForm) sheet() (s *entra.Sheet, wrong string) {
	certificates, wrong := f.certificate()
	if wrong != "" {
		return nil, wrong
	}
	filled := map[string]bool{}
	for _, of := range entra.Fields() {
		if e := f.fields[of.Field]; e != nil && strings.TrimSpace(e.Text) != "" {
			filled[of.Section] = true
		}
	}
	claims := f.typedClaims()
	if len(filled) == 0 && claims == nil && certificates == nil {
		return nil, ""
	}
	values := map[entra.Field]string{}
	for _, of := range entra.Fields() {
		if e := f.fields[of.Field]; e != nil && filled[of.Section] {
			values[of.Field] = e.Text
			if strings.TrimSpace(e.Text) == "" {
				values[of.Field] = ""
			}
		}
	}
	return entra.Enter(values, claims, certificates), ""
}

// clear empties every field.
func (f *setupForm) clear() {
	for _, e := range f.fields {
		e.SetText("")
	}
	for _, c := range f.claims {
		c.name.SetText("")
		c.source.SetText("")
	}
	f.thumbprint.SetText("")
	f.expiry.SetText("")
	f.status.SetSelectedIndex(0)
}

// labelled is a field below its name.
func labelled(name string, of fyne.CanvasObject) fyne.CanvasObject {
	return vertical(2, newText(wrap, theme.SizeNameCaptionText, span{text: name, color: colorMuted}), of)
}
