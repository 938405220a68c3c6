package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
	"claimcheck/library"
)

// What changes the library reads and writes files, which may take a while: each is a job.

// remove takes an entry out of the library.
func (s *session) remove(e library.Entry) {
	begin(s.work, e.Name, 0, func(context.Context, func(int64)) (struct{}, error) { return struct{}{}, s.library.remove(e) }, func(_ struct{}, err error) {
		s.screen.showSetting()
		if err != nil {
			s.screen.showNotice(lang.L("notice.not-removed", fill{"Name": shown(e.Name), "Reason": troubleOf(err)}))
		} else {
			s.screen.showNotice(lang.L("notice.removed", fill{"Name": shown(e.Name)}))
		}
		s.again()
	})
}

// rename gives an entry another name; failed is told why it cannot have that.
func (s *session) rename(e library.Entry, name string, failed func(error)) {
	begin(s.work, e.Name, 0, func(context.Context, func(int64)) (library.Entry, error) { return s.library.rename(e, name) }, func(now library.Entry, err error) {
		s.screen.showSetting()
		if err != nil {
			failed(err)
			return
		}
		s.screen.showNotice(lang.L("notice.renamed", fill{"Former": shown(e.Name), "Name": shown(now.Name)}))
	})
}

// export gives the bytes of an entry as they were imported.
func (s *session) export(e library.Entry, then func([]byte)) {
	begin(s.work, e.Name, e.Size, func(context.Context, func(int64)) ([]byte, error) { return s.library.export(e) }, func(b []byte, err error) {
		if err != nil {
			s.screen.showSetting()
			s.screen.showNotice(troubleOf(err))
			return
		}
		then(b)
	})
}

// stepsOf is what to do about an error of the library.
func stepsOf(err error) []string {
	var t *library.Trouble
	if errors.As(err, &t) {
		return cleaned(t.Steps)
	}
	return nil
}

// troubleOf says what went wrong with the library, and what to do about it.
func troubleOf(err error) string {
	return joined(" ", append([]string{report.Clean(err.Error())}, stepsOf(err)...)...)
}
