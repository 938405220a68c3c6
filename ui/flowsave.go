package ui

import (
	"bytes"
	"image/png"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"

	"claimcheck/decoder/report"
	"claimcheck/whole"
)

// A picture is drawn with two pixels for each unit, or one where it would become too large to be
// opened elsewhere.
const (
	flowPictureWidth  float32 = 900
	mostPicturePixels float32 = 24e6
)

// picture draws the whole flow as a PNG; nil where there is none, or more than a picture holds.
func (v *flowView) picture() ([]byte, error) {
	d := newDrawing(func(int) {})
	d.lines, d.zone, d.rows, d.picked = v.draw.lines, v.draw.zone, v.draw.rows, v.draw.picked
	d.lay(flowPictureWidth)
	size := fyne.NewSize(d.width, d.MinSize().Height)
	scale := float32(2)
	if size.Width*size.Height*scale*scale > mostPicturePixels {
		scale = 1
	}
	if len(d.rows) == 0 || size.Width*size.Height*scale*scale > mostPicturePixels {
		return nil, nil
	}
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(scale)
	c.SetContent(d)
	c.Resize(size)
	var out bytes.Buffer
	err := png.Encode(&out, c.Capture())
	return out.Bytes(), err
}

// saveFlowPNG saves the drawing as a picture.
func (w *window) saveFlowPNG() {
	b, err := w.flow.picture()
	switch {
	case err != nil:
		w.notice.show(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
	case b == nil:
		w.notice.show(lang.L("flow.too-large"))
	default:
		w.saveFile("sign-in.png", b)
	}
}

// saveFlowSVG saves the flow as a drawing that browsers and word processors open.
func (w *window) saveFlowSVG() {
	var out bytes.Buffer
	r := w.report
	r.Chosen = w.picked
	if err := report.WriteFlowSVG(&out, r, w.zone); err != nil {
		w.notice.show(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
		return
	}
	w.saveFile("sign-in.svg", out.Bytes())
}

// saveFile asks for a name and writes b there, all of it or nothing. b is made before the user is asked,
// as the toolkit empties a file of that name when the user agrees to it.
func (w *window) saveFile(name string, b []byte) {
	w.saveAs(name, b, func(path string) {
		w.showNotice(lang.L("notice.saved", fill{"Name": brief(shown(filepath.Base(path)))}))
	})
}

// saveAs is saveFile with something else to do when it is written.
func (w *window) saveAs(name string, b []byte, then func(path string)) {
	d := dialog.NewFileSave(func(f fyne.URIWriteCloser, err error) {
		path := ""
		if f != nil {
			path = f.URI().Path()
			_ = f.Close() // only its name was wanted
			err = whole.File(path, whole.Bytes(b))
		}
		switch {
		case err != nil:
			w.showNotice(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
		case f != nil:
			then(path)
		}
	}, w.win)
	d.SetFileName(name)
	d.SetFilter(storage.NewExtensionFileFilter([]string{strings.ToLower(filepath.Ext(name))}))
	d.Show() // first: the toolkit's file dialog has no size before it is shown
	d.Resize(w.win.Canvas().Size().SubtractWidthHeight(80, 80))
}
