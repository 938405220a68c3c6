package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/metadata"
	"claimcheck/library"
)

// sorted is what several files turned out to be.
type sorted struct {
	imported int      // files of metadata that were kept
	files    []source // metadata that was not, as there is nothing else
	rest     []source // what is not metadata
}

// take takes several files at once: metadata beside something else is imported, and the rest is looked at
// together. Where all are metadata nothing is kept unasked: two are compared.
func (s *session) take(srcs []source) {
	if len(srcs) == 1 {
		s.look(srcs[0])
		return
	}
	begin(s.work, srcs[0].title, 0, func(ctx context.Context, _ func(int64)) (sorted, error) {
		var all sorted
		held := map[int][]byte{} // metadata, by its place in files
		for _, src := range srcs {
			b, err := mayBeMetadata(ctx, src)
			if ctx.Err() != nil {
				return all, ctx.Err()
			}
			if b != nil && err == nil {
				if _, err := metadata.Read(src.name, b); err == nil {
					held[len(all.files)] = b
					all.files = append(all.files, src)
					continue
				}
			}
			src.judge = err == nil // looking at it tells what it is, or why it cannot be read
			all.rest = append(all.rest, src)
		}
		if len(all.rest) == 0 {
			return all, nil
		}
		files := all.files
		all.files = nil
		for i, src := range files {
			if _, err := s.include(src.name, held[i]); err != nil {
				return all, err
			}
			all.imported++
		}
		return all, nil
	}, s.took)
}

// include imports a file that came with others. One whose entity another entry has too is put beside it.
func (s *session) include(name string, b []byte) (library.Entry, error) {
	e, err := s.library.add(name, b)
	var trouble *library.Trouble
	if errors.As(err, &trouble) && trouble.Cause == library.Known {
		e, err = s.library.addBeside(name, b)
	}
	return e, err
}

func (s *session) took(all sorted, err error) {
	if all.imported > 0 {
		s.screen.showSetting()
	}
	switch {
	case errors.Is(err, context.Canceled):
		return // nothing but metadata was taken, and the library shows it
	case err != nil:
		s.screen.showNotice(lang.L("notice.not-kept", fill{"Reason": troubleOf(err)}))
	case all.imported > 0:
		s.screen.showNotice(lang.N("notice.imported-files", all.imported, fill{"Count": count(all.imported)}))
	}
	switch n := len(all.rest); {
	case n == 1:
		s.look(all.rest[0])
	case n > 1:
		s.look(fromSeveral(all.rest))
	case len(all.files) == 2:
		s.compareAs(comparing{sent: all.files[0], fresh: all.files[1], unordered: true})
	case len(all.files) > 2:
		s.screen.showNotice(lang.N("notice.several-files", len(all.files), fill{"Count": count(len(all.files))}),
			action{lang.L("notice.keep-all"), func() { s.keepAll(all.files) }})
	}
}

// keepAll imports files of metadata that were given together.
func (s *session) keepAll(files []source) {
	begin(s.work, files[0].title, 0, func(ctx context.Context, _ func(int64)) (sorted, error) {
		var all sorted
		for _, src := range files {
			b, err := mayBeMetadata(ctx, src)
			if err == nil {
				_, err = s.include(src.name, b)
			}
			if err != nil {
				return all, err
			}
			all.imported++
		}
		return all, nil
	}, func(all sorted, err error) {
		s.took(all, err)
		s.again()
	})
}
