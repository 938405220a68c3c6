package codeview

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// palette holds the colours of a view. Every text colour reads on every fill with a contrast of at least 4.5 to 1
// (WCAG 2.2, 1.4.3), every line and mark on its ground with at least 3 to 1 (1.4.11); a test holds both.
type palette struct {
	ground    color.NRGBA
	margin    color.NRGBA // ground of the line numbers
	number    color.NRGBA
	text      [kinds]color.NRGBA
	mark      color.NRGBA // the boxed name of a character that is not drawn
	target    color.NRGBA // the row that was jumped to
	signed    color.NRGBA
	match     color.NRGBA
	current   color.NRGBA
	selection color.NRGBA
	outline   color.NRGBA // around the current match and the place jumped to
	tint      [Fail + 1]color.NRGBA
	line      [Fail + 1]color.NRGBA // underline, and the mark in the margin
	glyph     color.NRGBA           // the sign in the mark
	bar       color.NRGBA           // beside signed rows
	boxes     bool                  // outline each match, for its ground alone does not tell it
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

var light = palette{
	ground: rgb(0xffffff), margin: rgb(0xf1f3f6), number: rgb(0x5a6270),
	text: [kinds]color.NRGBA{
		Text: rgb(0x1f2328), Punct: rgb(0x4a5260), Name: rgb(0x86181d), Attr: rgb(0x7a3e00),
		Value: rgb(0x0a3d91), Comment: rgb(0x1b5a2c), PI: rgb(0x63258f), CDATA: rgb(0x564500),
	},
	mark: rgb(0xa0001c), target: rgb(0xeaf0f8), signed: rgb(0xe2f2e6), match: rgb(0xfff0a0), current: rgb(0xffcf80),
	selection: rgb(0xbcd6fa), outline: rgb(0x8a4b00),
	tint:  [...]color.NRGBA{Info: rgb(0xe0ebfd), Warn: rgb(0xfdf0cf), Fail: rgb(0xfde2e1)},
	line:  [...]color.NRGBA{Info: rgb(0x0b57d0), Warn: rgb(0x8a5a00), Fail: rgb(0xb3261e)},
	glyph: rgb(0xffffff), bar: rgb(0x2e7d46),
}

var dark = palette{
	ground: rgb(0x1b1d21), margin: rgb(0x24272c), number: rgb(0xa0a8b4),
	text: [kinds]color.NRGBA{
		Text: rgb(0xe6e9ed), Punct: rgb(0xb4bcc8), Name: rgb(0x9cc4ff), Attr: rgb(0xa4dfff),
		Value: rgb(0xf3b698), Comment: rgb(0x9fd396), PI: rgb(0xe0b4ec), CDATA: rgb(0xe4dba4),
	},
	mark: rgb(0xff9d9d), target: rgb(0x2b3038), signed: rgb(0x1c3626), match: rgb(0x4d4400), current: rgb(0x6b3f00),
	selection: rgb(0x21456b), outline: rgb(0xffb84d),
	tint:  [...]color.NRGBA{Info: rgb(0x1b2f4d), Warn: rgb(0x40330f), Fail: rgb(0x4c2020)},
	line:  [...]color.NRGBA{Info: rgb(0x8ab4f8), Warn: rgb(0xf2c14e), Fail: rgb(0xff8a80)},
	glyph: rgb(0x1b1d21), bar: rgb(0x5fbf7d),
}

// paletteFor gives the light or the dark palette, whichever suits the theme's background: the variant alone does not
// tell, for a theme may ignore it. In high contrast the theme's own foreground and background are used, and shapes
// say what colours say elsewhere.
func paletteFor(th fyne.Theme, variant fyne.ThemeVariant, highContrast bool) *palette {
	ground := color.NRGBAModel.Convert(th.Color(theme.ColorNameBackground, variant)).(color.NRGBA)
	if highContrast {
		fore := color.NRGBAModel.Convert(th.Color(theme.ColorNameForeground, variant)).(color.NRGBA)
		return contrasting(ground, fore)
	}
	if luminance(ground) < 0.18 {
		return &dark
	}
	return &light
}

func contrasting(ground, fore color.NRGBA) *palette {
	ground.A, fore.A = 0xff, 0xff
	p := palette{
		ground: ground, margin: ground, number: fore, mark: fore, outline: fore, glyph: ground, bar: fore,
		target: ground, signed: blend(ground, fore, 0.15), match: blend(ground, fore, 0.2),
		current: blend(ground, fore, 0.2), selection: blend(ground, fore, 0.3), boxes: true,
	}
	for k := range p.text {
		p.text[k] = fore
	}
	for l := range p.tint {
		p.line[l] = fore // and no tint
	}
	return &p
}

func blend(a, b color.NRGBA, share float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-share) + float64(y)*share)) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// luminance is the relative luminance of an opaque colour (WCAG 2.2, definition).
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
