package codeview

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// fixed is a theme of one variant, whatever is asked for.
type fixed struct {
	fyne.Theme
	variant fyne.ThemeVariant
}

func (f fixed) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return f.Theme.Color(name, f.variant)
}

// newApp starts a test app with Fyne's own theme.
func newApp(t testing.TB, variant fyne.ThemeVariant) fyne.App {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(fixed{theme.DefaultTheme(), variant})
	return app
}

// newView shows a view of text in a window of the size given.
func newView(t testing.TB, text string, width, height float32) (*View, fyne.Window) {
	v := New(
		func(line int) { t.Errorf("mark of line %d tapped", line) },
		func(s string) { t.Errorf("%d bytes were too large", len(s)) },
	)
	w := test.NewTempWindow(t, v)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	v.SetDoc(NewDoc(text))
	return v, w
}
