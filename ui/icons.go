package ui

import (
	"embed"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

//go:embed icons/*.svg
var iconFiles embed.FS

// The icons: the toolkit's where it has one, else of our own, by file name.
const (
	iconRefused  glyph = "refused"
	iconAccepted glyph = "accepted"
	iconUnknown  glyph = "unknown"
	iconWarning  glyph = "warning"
	iconInfo     glyph = "info"
	iconSkipped  glyph = "skipped"
	iconPerson   glyph = "person"
	iconPaste    glyph = "paste"
	iconOpen     glyph = "open"
	iconExample  glyph = "example"
	iconKey      glyph = "key"
	iconNote     glyph = "note"
	iconShield   glyph = "shield"
	iconSend     glyph = "send"
	iconRecord   glyph = "record"
	iconNext     glyph = "next"
	iconDown     glyph = "down"
)

// glyph names an icon.
type glyph string

// in gives the icon in a colour of the theme.
func (g glyph) in(c fyne.ThemeColorName) fyne.Resource {
	switch g {
	case iconUnknown:
		return theme.NewColoredResource(theme.HelpIcon(), c)
	case iconWarning:
		return theme.NewColoredResource(theme.WarningIcon(), c)
	case iconInfo:
		return theme.NewColoredResource(theme.InfoIcon(), c)
	case iconNext:
		return theme.NewColoredResource(theme.MenuExpandIcon(), c)
	case iconDown:
		return theme.NewColoredResource(theme.MenuDropDownIcon(), c)
	}
	b, err := iconFiles.ReadFile("icons/" + string(g) + ".svg")
	if err != nil {
		return theme.BrokenImageIcon()
	}
	return theme.NewColoredResource(fyne.NewStaticResource(string(g)+".svg", b), c)
}

// icon is a glyph of the given width and height.
func icon(g glyph, c fyne.ThemeColorName, size float32) *fyne.Container {
	return container.New(fixed{fyne.NewSize(size, size)}, widget.NewIcon(g.in(c)))
}
