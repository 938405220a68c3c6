package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder"
	"claimcheck/decoder/handoff"
	"claimcheck/decoder/report"
	"claimcheck/whole"
)

// handoffForms are the forms of a hand-off in the order that they are offered.
var handoffForms = []handoff.Form{handoff.Mail, handoff.Folder, handoff.Zip}

// handoffChoice is what was chosen for a hand-off.
type handoffChoice struct {
	form   int // of handoffForms
	setup  bool
	anyway bool
}

// madeKit is a hand-off that is to be written.
type madeKit struct {
	kit    handoff.Kit
	report report.Report
}

// handOff makes what goes to the vendor of the file that was looked at.
func (s *session) handOff(src source, c handoffChoice, then func(madeKit, error)) {
	h := decoder.HandoffOptions{Form: handoffForms[c.form], Anyway: c.anyway}
	if c.setup && s.checked != nil {
		h.Setup = s.checked.inputs
	}
	options := s.options()
	begin(s.work, src.title, 0, func(ctx context.Context, _ func(int64)) (out madeKit, err error) {
		out.kit, out.report, err = decoder.Handoff(ctx, src.name, src.origin, src.held, options, h)
		return out, err
	}, then)
}

// mostOfAFolder bounds the numbers that are tried behind the name of a new folder.
const mostOfAFolder = 100

// writeFolder writes a hand-off into a new folder below parent; nothing is written over.
func writeFolder(parent string, kit handoff.Kit) (path string, err error) {
	var files []whole.Named
	for _, f := range kit.Files {
		files = append(files, whole.Named{Name: f.Name, Write: whole.Bytes(f.Bytes)})
	}
	for n := 1; n <= mostOfAFolder; n++ {
		path = filepath.Join(parent, kit.Name)
		if n > 1 {
			path += fmt.Sprintf("-%d", n)
		}
		if err = whole.Folder(path, files); !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return path, err
}

// handOff asks how the file on display is handed to the vendor.
func (w *window) handOff() {
	m, ok := w.file()
	if !ok {
		w.notice.show(lang.L("notice.no-file"))
		return
	}
	w.notice.hide()
	src := w.source
	if src.whole != nil { // what goes out is the file as it was received
		src = *src.whole
	}
	w.askHandOff(m, src, handoffChoice{setup: w.session.checked != nil})
}

// askHandOff asks with what the pre-flight says, and with what was chosen before.
func (w *window) askHandOff(m report.Message, src source, c handoffChoice) {
	v := verdictOf(m, w.judgedFor)
	forms := []string{lang.L("handoff.mail"), lang.L("handoff.folder"), lang.L("handoff.zip")}
	about := []string{lang.L("handoff.mail-about"), lang.L("handoff.folder-about"), lang.L("handoff.zip-about")}
	words := muted(about[c.form])
	form := widget.NewRadioGroup(forms, nil)
	form.Required = true
	form.SetSelected(forms[c.form])

	rows := vertical(8, troubleCard(v.tone, v.glyph, v.Sentence, nil), strong(lang.L("handoff.form")), form, words)
	if s := w.session.checked; s != nil {
		with := widget.NewCheck(lang.L("handoff.setup"), func(on bool) { c.setup = on })
		with.SetChecked(c.setup)
		rows.Add(with)
		rows.Add(muted(shown(s.sentence)))
	} else {
		rows.Add(muted(lang.L("handoff.no-setup", fill{"Application": w.judgedFor})))
	}
	var d *dialog.CustomDialog
	do := widget.NewButtonWithIcon(lang.L("handoff.make"), iconSend.in(theme.ColorNameForegroundOnPrimary), func() {
		d.Hide()
		w.makeHandOff(src, c)
	})
	do.Importance = widget.HighImportance
	if m.Verdict != report.Accepted {
		anyway := widget.NewCheck(lang.L("handoff.anyway"), func(on bool) {
			c.anyway = on
			if on {
				do.Enable()
			} else {
				do.Disable()
			}
		})
		rows.Add(anyway)
		rows.Add(muted(lang.L("handoff.anyway-about")))
		do.Disable()
		anyway.SetChecked(c.anyway)
	}
	form.OnChanged = func(s string) {
		for i, f := range forms {
			if f == s {
				c.form = i
				words.set(span{text: about[i], color: colorMuted})
			}
		}
	}
	d = dialog.NewCustomWithoutButtons(lang.L("handoff.title", fill{"Application": w.judgedFor}), container.NewVScroll(inset(4, 8, rows)), w.win)
	d.SetButtons([]fyne.CanvasObject{widget.NewButton(lang.L("dialog.cancel"), func() { d.Hide() }), do})
	w.sized(d, 640, 520)
	d.Show()
}

// sized gives a dialog a size, or what there is of it.
func (w *window) sized(d dialog.Dialog, width, height float32) {
	size := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(fyne.Min(width, size.Width-40), fyne.Min(height, size.Height-40)))
}

// makeHandOff makes it and asks where it goes.
func (w *window) makeHandOff(src source, c handoffChoice) {
	w.session.handOff(src, c, func(made madeKit, err error) {
		switch {
		case errors.Is(err, decoder.ErrUnfit): // as a whole, where one entity of it was looked at
			w.askHandOff(made.report.Messages[0], src, c)
		case err != nil && made.report.Problem != nil:
			w.notice.show(lang.L("handoff.not-made", fill{"Reason": report.Clean(made.report.Problem.Sentence)}))
		case err != nil:
			w.notice.show(lang.L("handoff.not-made", fill{"Reason": report.Clean(err.Error())}))
		case made.kit.Form == handoff.Folder:
			w.chooseFolder(func(parent string) { w.writeHandOff(made, parent) })
		default:
			w.saveAs(made.kit.Name, made.kit.Files[0].Bytes, func(path string) { w.handedOff(made, path) })
		}
	})
}

// chooseFolder asks for a folder.
func (w *window) chooseFolder(picked func(path string)) {
	d := dialog.NewFolderOpen(func(f fyne.ListableURI, err error) {
		switch {
		case err != nil:
			w.notice.show(lang.L("notice.open", fill{"Reason": report.Clean(err.Error())}))
		case f != nil:
			picked(f.Path())
		}
	}, w.win)
	d.SetTitleText(lang.L("handoff.where"))
	d.Show() // first: the toolkit's file dialog has no size before it is shown
	d.Resize(w.win.Canvas().Size().SubtractWidthHeight(80, 80))
}

// writeHandOff writes a folder.
func (w *window) writeHandOff(made madeKit, parent string) {
	begin(w.session.work, shown(made.kit.Name), 0, func(context.Context, func(int64)) (string, error) { return writeFolder(parent, made.kit) }, func(path string, err error) {
		if err != nil {
			w.notice.show(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
			return
		}
		w.handedOff(made, path)
	})
}

// handoffRow is what the window says about a hand-off that was written.
type handoffRow struct {
	To     string       `json:"to"`
	Anyway bool         `json:"anyway,omitempty"`
	Files  []handedFile `json:"files"`
	Notes  []string     `json:"notes,omitempty"`
	Next   []string     `json:"next,omitempty"`
}

// handedFile is one file of it.
type handedFile struct {
	Name   string `json:"name"`
	Size   string `json:"size"`
	SHA256 string `json:"sha256"`
}

func handoffRowOf(h report.Handoff) handoffRow {
	r := handoffRow{To: shown(h.To), Anyway: h.Anyway, Files: []handedFile{}, Notes: cleaned(h.Notes), Next: cleaned(h.Next)}
	for _, f := range h.Files {
		r.Files = append(r.Files, handedFile{shown(f.Label()), bytesOf(int64(f.Size)), shown(f.SHA256)})
	}
	return r
}

// handedOff shows what was written, and what to do now.
func (w *window) handedOff(made madeKit, path string) {
	h := *made.report.Handoff
	h.Written(path, filepath.Base(path))
	r, before := handoffRowOf(h), w.state
	rows := vertical(10, troubleCard(toneGood, iconAccepted, lang.L("handoff.written", fill{"Path": r.To}), nil))
	if r.Anyway {
		rows.Add(troubleCard(toneWarn, iconWarning, lang.L("handoff.was-anyway"), nil))
	}
	for _, n := range r.Notes {
		rows.Add(troubleCard(toneWarn, iconWarning, n, nil))
	}
	if len(r.Next) > 0 {
		rows.Add(strong(lang.L("handoff.next")))
		rows.Add(numbered(r.Next, theme.ColorNamePrimary))
	}
	rows.Add(strong(lang.L("handoff.files")))
	for _, f := range r.Files {
		rows.Add(vertical(0, newText(wrap, theme.SizeNameText, span{text: f.Name}, span{text: "  " + f.Size, color: colorMuted}),
			beside(6, inset(8, 0, caption("SHA-256")), copyable(f.SHA256, w.copy))))
	}
	d := dialog.NewCustom(lang.L("handoff.done"), lang.L("dialog.close"), container.NewVScroll(inset(4, 8, rows)), w.win)
	d.SetOnClosed(func() {
		if w.state.View == "handed-off" {
			w.tell(before)
		}
	})
	w.sized(d, 720, 560)
	d.Show()
	w.tell(state{View: "handed-off", Handoff: &r, Picked: w.picked})
}
