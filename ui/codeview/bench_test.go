package codeview

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

const benchSize = 20 << 20

func BenchmarkNewDoc(b *testing.B) {
	pretty := large(benchSize)
	for name, text := range map[string]string{
		"pretty": pretty, "one-line": strings.ReplaceAll(pretty, "\n", ""), "wide": strings.Repeat("国家\n", benchSize/7),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				NewDoc(text)
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	text := large(benchSize)
	for name, q := range map[string]Query{
		"absent":        {Text: "LastName"},
		"absent-exact":  {Text: "LastName", MatchCase: true},
		"absent-regexp": {Text: `Last\w+="`, Regexp: true},
		"many":          {Text: "firstname"},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, _, err := Find(context.Background(), text, q, matchLimit); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkScroll(b *testing.B) {
	newApp(b, theme.VariantLight)
	pretty := large(benchSize)
	for name, text := range map[string]string{"pretty": pretty, "one-line": strings.ReplaceAll(pretty, "\n", "")} {
		b.Run(name, func(b *testing.B) {
			v, _ := newView(b, text, 1000, 700)
			v.SetSigned([]Range{{100, len(text) - 100}})
			down := &fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -v.cell.Height)}
			end := v.content.MinSize().Height - v.scroll.Size().Height
			for b.Loop() {
				if v.scroll.Offset.Y >= end {
					v.ShowLine(1)
				}
				v.scroll.Scrolled(down)
			}
		})
	}
}
