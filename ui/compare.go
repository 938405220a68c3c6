package ui

import (
	"context"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
	"claimcheck/library"
)

// comparing is two metadata files beside each other: the one that was sent last, and a fresh one.
type comparing struct {
	sent, fresh source
	was         *library.Entry // the entry that the fresh one is to replace; nil: none
	report      report.Report
	unordered   bool // the two were given together: which was sent last only their contents tell
}

// compare tells what is different in fresh from sent; was is set when fresh is to replace that entry.
func (s *session) compare(sent, fresh source, was *library.Entry) {
	s.compareAs(comparing{sent: sent, fresh: fresh, was: was})
}

func (s *session) compareAs(c comparing) {
	options := s.options()
	begin(s.work, c.fresh.title, c.fresh.size, func(ctx context.Context, _ func(int64)) (comparing, error) {
		a, err := given(ctx, c.sent)
		if err != nil {
			return c, err
		}
		b, err := given(ctx, c.fresh)
		if err != nil {
			return c, err
		}
		c.sent, c.fresh = c.sent.holding(a.Body), c.fresh.holding(b.Body) // what is kept is what was compared
		c.report, err = decoder.Compare(ctx, a, b, options)
		if err == nil && c.unordered && c.report.Comparison.Swapped {
			c.sent, c.fresh = c.fresh, c.sent
			c.report, err = decoder.Compare(ctx, b, a, options)
		}
		return c, err
	}, func(c comparing, err error) {
		if err != nil {
			s.failed(c.fresh, c.report, err)
			return
		}
		s.screen.showComparison(c)
	})
}

// given is the whole of a metadata file.
func given(ctx context.Context, src source) (decoder.MetadataFile, error) {
	src.file = true
	b, err := mayBeMetadata(ctx, src)
	return decoder.MetadataFile{Name: src.name, Origin: src.origin, Body: b}, err
}

// fromEntry is a file of the library.
func fromEntry(e library.Entry) source {
	src := fromFile(e.Path)
	src.name, src.title, src.file = e.Name+".xml", shown(e.Name), true
	return src
}
