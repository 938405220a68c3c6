package ui

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance and contrast follow WCAG 2.2, "relative luminance" and "contrast ratio".
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	l1, l2 := luminance(a), luminance(b)
	if l1 < l2 {
		l1, l2 = l2, l1
	}
	return (l1 + 0.05) / (l2 + 0.05)
}

func TestContrast(t *testing.T) {
	type pair struct{ text, ground fyne.ThemeColorName }
	pairs := []pair{
		{theme.ColorNameForeground, theme.ColorNameBackground},
		{theme.ColorNameForeground, colorSurface},
		{colorMuted, theme.ColorNameBackground},
		{colorMuted, colorSurface},
		{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground},
		{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		{theme.ColorNamePrimary, theme.ColorNameBackground},
		{theme.ColorNameForeground, theme.ColorNameButton},
	}
	for _, tone := range []tone{toneBad, toneGood, toneWarn, toneNote, toneQuiet} {
		pairs = append(pairs, pair{tone.strong(), tone.soft()}, pair{theme.ColorNameForeground, tone.soft()},
			pair{tone.strong(), colorSurface}, pair{tone.strong(), theme.ColorNameBackground})
	}
	for _, v := range []variant{light, dark} {
		l := newLook(v)
		for _, p := range pairs {
			if c := contrast(l.Color(p.text, 0), l.Color(p.ground, 0)); c < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, expected 4.5 at least", v, p.text, p.ground, c)
			}
		}
	}
}

func TestPalettesNameTheSameColours(t *testing.T) {
	for n := range lightPalette {
		if darkPalette[n] == nil {
			t.Errorf("%s is not in the dark palette", n)
		}
	}
	if len(lightPalette) != len(darkPalette) {
		t.Errorf("found %d light and %d dark colours, expected as many", len(lightPalette), len(darkPalette))
	}
}

func TestLookFollowsTheSystem(t *testing.T) {
	for _, c := range []struct {
		force   variant
		system  fyne.ThemeVariant
		palette map[fyne.ThemeColorName]color.Color
	}{
		{followSystem, theme.VariantDark, darkPalette},
		{followSystem, theme.VariantLight, lightPalette},
		{"", theme.VariantDark, darkPalette},
		{light, theme.VariantDark, lightPalette},
		{dark, theme.VariantLight, darkPalette},
	} {
		if got := newLook(c.force).Color(theme.ColorNameBackground, c.system); got != c.palette[theme.ColorNameBackground] {
			t.Errorf("%q under system variant %d: found background %v, expected %v", c.force, c.system, got, c.palette[theme.ColorNameBackground])
		}
	}
}
