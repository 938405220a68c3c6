package codeview

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2/theme"
)

// contrast is the contrast ratio of two colours (WCAG 2.2, definition).
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	black, white := rgb(0), rgb(0xffffff)
	if got := contrast(black, white); got < 20.99 || got > 21.01 {
		t.Fatalf("contrast of black and white = %.2f, want 21", got)
	}
	palettes := map[string]*palette{
		"light": &light, "dark": &dark,
		"white on black": contrasting(black, white), "black on white": contrasting(white, black),
		"yellow on black": contrasting(black, rgb(0xffff00)),
	}
	for name, p := range palettes {
		t.Run(name, func(t *testing.T) {
			grounds := map[string]color.NRGBA{
				"ground": p.ground, "target": p.target, "signed": p.signed, "match": p.match, "current": p.current,
				"selection": p.selection, "info": p.tint[Info], "warn": p.tint[Warn], "fail": p.tint[Fail],
			}
			for on, ground := range grounds {
				if ground.A == 0 {
					continue
				}
				if ground.A != 0xff {
					t.Errorf("%s is not opaque", on)
				}
				for k, c := range p.text {
					if got := contrast(c, ground); got < 4.5 {
						t.Errorf("%s on %s: %.2f", kindNames[k], on, got)
					}
				}
				if got := contrast(p.mark, ground); got < 4.5 {
					t.Errorf("mark on %s: %.2f", on, got)
				}
				if got := contrast(p.outline, ground); got < 3 {
					t.Errorf("outline on %s: %.2f", on, got)
				}
				for l, c := range p.line {
					if got := contrast(c, ground); got < 3 {
						t.Errorf("line %d on %s: %.2f", l, on, got)
					}
				}
			}
			if got := contrast(p.number, p.margin); got < 4.5 {
				t.Errorf("line number: %.2f", got)
			}
			if got := contrast(p.bar, p.margin); got < 3 {
				t.Errorf("bar: %.2f", got)
			}
			for l, c := range p.line {
				if got := contrast(p.glyph, c); got < 4.5 {
					t.Errorf("sign %d: %.2f", l, got)
				}
				if got := contrast(c, p.margin); got < 3 {
					t.Errorf("mark %d on the margin: %.2f", l, got)
				}
			}
		})
	}
}

func TestPaletteFor(t *testing.T) {
	th := theme.DefaultTheme()
	if paletteFor(th, theme.VariantLight, false) != &light || paletteFor(th, theme.VariantDark, false) != &dark {
		t.Error("the palette does not follow the theme")
	}
	// a theme that is dark whatever the variant
	if paletteFor(fixed{th, theme.VariantDark}, theme.VariantLight, false) != &dark {
		t.Error("the palette follows the variant, not the colours")
	}
	p := paletteFor(th, theme.VariantDark, true)
	want := color.NRGBAModel.Convert(th.Color(theme.ColorNameForeground, theme.VariantDark))
	if p.text[Name] != want || p.number != want {
		t.Errorf("high contrast text is %v, the theme's %v", p.text[Name], want)
	}
}
