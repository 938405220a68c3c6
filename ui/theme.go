package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The tones: what a colour means. Each has a strong colour for icons and words and a soft one to lie
// under them; the pair keeps a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3), which a test holds.
const (
	toneBad   tone = "bad"
	toneGood  tone = "good"
	toneWarn  tone = "warn"
	toneNote  tone = "note"
	toneQuiet tone = "quiet"
)

// tone is the meaning of a colour; never told by the colour alone.
type tone string

func (t tone) strong() fyne.ThemeColorName { return fyne.ThemeColorName("claimcheck-" + string(t)) }
func (t tone) soft() fyne.ThemeColorName {
	return fyne.ThemeColorName("claimcheck-" + string(t) + "-soft")
}

// Names of our own beside the toolkit's.
const (
	colorSurface fyne.ThemeColorName = "claimcheck-surface" // of cards, above the background
	colorLine    fyne.ThemeColorName = "claimcheck-line"    // hair lines and borders
	colorMuted   fyne.ThemeColorName = "claimcheck-muted"   // second text; AA on surface and background

	sizeHero fyne.ThemeSizeName = "claimcheck-hero"
)

// variant is the user's choice of light or dark.
type variant string

const (
	followSystem variant = "system"
	light        variant = "light"
	dark         variant = "dark"
)

// look is the theme of the program.
type look struct {
	fyne.Theme
	force variant
}

func newLook(v variant) *look { return &look{Theme: theme.DefaultTheme(), force: v} }

func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

func veil(v uint32, alpha uint8) color.NRGBA {
	c := hex(v)
	c.A = alpha
	return c
}

var lightPalette = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          hex(0xf5f6f8),
	theme.ColorNameForeground:          hex(0x1b1f24),
	theme.ColorNamePrimary:             hex(0x1f56c3),
	theme.ColorNameForegroundOnPrimary: hex(0xffffff),
	theme.ColorNameHyperlink:           hex(0x1f56c3),
	theme.ColorNameButton:              hex(0xe7eaee),
	theme.ColorNameDisabledButton:      hex(0xeef0f3),
	theme.ColorNameDisabled:            hex(0x8a929c),
	theme.ColorNamePlaceHolder:         hex(0x5a636d),
	theme.ColorNameInputBackground:     hex(0xffffff),
	theme.ColorNameInputBorder:         hex(0xc4cad1),
	theme.ColorNameHover:               veil(0x1b1f24, 0x0f),
	theme.ColorNamePressed:             veil(0x1b1f24, 0x24),
	theme.ColorNameFocus:               veil(0x1f56c3, 0x40),
	theme.ColorNameSelection:           veil(0x1f56c3, 0x2e),
	theme.ColorNameSeparator:           hex(0xdfe3e8),
	theme.ColorNameScrollBar:           veil(0x1b1f24, 0x55),
	theme.ColorNameScrollBarBackground: veil(0x1b1f24, 0x00),
	theme.ColorNameShadow:              veil(0x000000, 0x26),
	theme.ColorNameMenuBackground:      hex(0xffffff),
	theme.ColorNameOverlayBackground:   hex(0xffffff),
	theme.ColorNameHeaderBackground:    hex(0xeceff2),
	theme.ColorNameError:               hex(0xb3261e),
	theme.ColorNameSuccess:             hex(0x17693a),
	theme.ColorNameWarning:             hex(0x8a4b00),

	colorSurface:       hex(0xffffff),
	colorLine:          hex(0xdfe3e8),
	colorMuted:         hex(0x57606a),
	toneBad.strong():   hex(0xb3261e),
	toneBad.soft():     hex(0xfdecea),
	toneGood.strong():  hex(0x17693a),
	toneGood.soft():    hex(0xe6f4eb),
	toneWarn.strong():  hex(0x8a4b00),
	toneWarn.soft():    hex(0xfff2dc),
	toneNote.strong():  hex(0x1f56c3),
	toneNote.soft():    hex(0xe8effc),
	toneQuiet.strong(): hex(0x57606a),
	toneQuiet.soft():   hex(0xeceff2),
}

var darkPalette = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          hex(0x15181d),
	theme.ColorNameForeground:          hex(0xe6e9ed),
	theme.ColorNamePrimary:             hex(0x82aaff),
	theme.ColorNameForegroundOnPrimary: hex(0x10151f),
	theme.ColorNameHyperlink:           hex(0x82aaff),
	theme.ColorNameButton:              hex(0x2a3038),
	theme.ColorNameDisabledButton:      hex(0x22272e),
	theme.ColorNameDisabled:            hex(0x717b87),
	theme.ColorNamePlaceHolder:         hex(0x9da7b3),
	theme.ColorNameInputBackground:     hex(0x1d2127),
	theme.ColorNameInputBorder:         hex(0x3d444d),
	theme.ColorNameHover:               veil(0xffffff, 0x12),
	theme.ColorNamePressed:             veil(0xffffff, 0x28),
	theme.ColorNameFocus:               veil(0x82aaff, 0x48),
	theme.ColorNameSelection:           veil(0x82aaff, 0x3a),
	theme.ColorNameSeparator:           hex(0x30363d),
	theme.ColorNameScrollBar:           veil(0xffffff, 0x5c),
	theme.ColorNameScrollBarBackground: veil(0xffffff, 0x00),
	theme.ColorNameShadow:              veil(0x000000, 0x66),
	theme.ColorNameMenuBackground:      hex(0x1d2127),
	theme.ColorNameOverlayBackground:   hex(0x1d2127),
	theme.ColorNameHeaderBackground:    hex(0x22272e),
	theme.ColorNameError:               hex(0xff9c94),
	theme.ColorNameSuccess:             hex(0x7bd69b),
	theme.ColorNameWarning:             hex(0xf2be64),

	colorSurface:       hex(0x1d2127),
	colorLine:          hex(0x30363d),
	colorMuted:         hex(0x9da7b3),
	toneBad.strong():   hex(0xff9c94),
	toneBad.soft():     hex(0x3b1f1d),
	toneGood.strong():  hex(0x7bd69b),
	toneGood.soft():    hex(0x17301f),
	toneWarn.strong():  hex(0xf2be64),
	toneWarn.soft():    hex(0x362b13),
	toneNote.strong():  hex(0x82aaff),
	toneNote.soft():    hex(0x1b2a45),
	toneQuiet.strong(): hex(0xa9b3bf),
	toneQuiet.soft():   hex(0x2a3038),
}

// dark tells whether the dark palette is in force.
func (l *look) dark(v fyne.ThemeVariant) bool {
	switch l.force {
	case light:
		return false
	case dark:
		return true
	}
	return v == theme.VariantDark
}

// Color implements fyne.Theme.
func (l *look) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	palette, base := lightPalette, theme.VariantLight
	if l.dark(v) {
		palette, base = darkPalette, theme.VariantDark
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return l.Theme.Color(name, base)
}

// Size implements fyne.Theme. Units are device-independent pixels.
func (l *look) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case sizeHero:
		return 24
	case theme.SizeNameHeadingText:
		return 20
	case theme.SizeNameSubHeadingText:
		return 16
	case theme.SizeNameCaptionText:
		return 12
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameSelectionRadius:
		return 6
	case theme.SizeNameCardRadius:
		return 8
	case theme.SizeNameScrollBar:
		return 12
	case theme.SizeNameScrollBarSmall:
		return 4
	}
	return l.Theme.Size(name)
}
