package ui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2/lang"

	"claimcheck/capture"
	"claimcheck/decoder"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/wire"
	"claimcheck/library"
)

// source is something to look at. It is read anew when the setting changes, so that nothing of it is
// kept on disk.
type source struct {
	name    string
	title   string // what it is called on screen
	origin  wire.Origin
	size    int64                            // 0: not known
	open    func() (io.ReadCloser, error)    // nil for a practice case and a folder
	path    string                           // of a file or folder; empty: neither
	folder  func() (fs.FS, io.Closer, error) // nil: no folder
	example *scenario.Scenario               // a practice case brings its own setting
	judge   bool                             // looked at as a message, and not as a metadata file
	file    bool                             // a metadata file is expected: whatever it is, it is judged as one
	keep    bool                             // if it is one, it is to be kept in the library
	held    []byte                           // of a metadata file that was looked at
	setup   []decoder.SetupInput             // an application as its admin set it up; nil: something else
	entered bool                             // on the set-up page, which keeps it
	several []string                         // entityIDs of a metadata file that has more than one
	whole   *source                          // the file that this one entity was taken out of; nil: none

	recording int // number of the capture it came from; 0: none
}

func fromText(s string) source {
	return source{
		name: "paste", title: lang.L("source.paste"), origin: wire.Paste, size: int64(len(s)),
		open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil },
	}
}

func fromFile(path string) source {
	s := source{
		name: filepath.Base(path), title: brief(shown(filepath.Base(path))), origin: wire.File, path: path,
		open: func() (io.ReadCloser, error) { return os.Open(path) },
	}
	switch info, err := os.Stat(path); {
	case err != nil: // reading it says why
	case info.IsDir():
		s.open, s.folder = nil, func() (fs.FS, io.Closer, error) {
			root, err := os.OpenRoot(path) // no link leads out of it
			if err != nil {
				return nil, nil, err
			}
			return root.FS(), root, nil
		}
	default:
		s.size = info.Size()
	}
	return s
}

// fromSeveral looks at several files and folders as one folder of them.
func fromSeveral(srcs []source) source {
	all := pick(srcs)
	name := lang.N("source.several", len(all), fill{"Count": count(len(all))})
	return source{name: name, title: name, origin: wire.File, judge: true, folder: func() (fs.FS, io.Closer, error) {
		return all, io.NopCloser(nil), nil
	}}
}

func fromExample(c *scenario.Scenario) source {
	return source{
		name: c.Capture.Name, title: lang.L("source.example", fill{"Title": shown(c.Title)}), size: int64(len(c.Capture.Data)), example: c, judge: true,
	}
}

// result is what looking at a source gave.
type result struct {
	report      report.Report
	application string               // that it was judged for, as sentences name it
	held        []byte               // of a metadata file; nil: it is none
	setup       []decoder.SetupInput // what a set-up was read from; nil: it is none
	several     []string             // entityIDs of one that has more than one
	imported    *library.Entry       // that a metadata file was kept as; nil: it was not
	unkept      error                // why it was not, though it should
}

// screen is what a session tells the window.
type screen interface {
	showReport(r report.Report, src source, application string)
	showProblem(p report.Problem, former bool) // former: there is an earlier result to go back to
	showNotice(words string, actions ...action)
	askPassphrase(name string, wrong bool, given func(passphrase string)) // wrong: the last one did not open the file
	showSetting()                                                         // profile, identifiers or library changed
	showComparison(c comparing)
	showSeen(r capture.Recording, goesOn bool) // by a capture so far; or that none came to be
}

// action is a button beside a notice.
type action struct {
	words string
	do    func()
}

// session is what is looked at and the setting it is judged in. It knows no widget; it belongs to the
// goroutine of the widgets.
type session struct {
	version  string
	now      func() time.Time
	store    store
	library  *shelf
	work     *work
	screen   screen
	settings settings
	profiles []*profile.Profile
	keys     []heldKey     // in memory only
	current  *source       // of the report on screen; nil: none
	checked  *checkedSetup // the last set-up; nil: none
	former   *source       // what was on screen before a metadata file; nil: nothing, or no metadata file is

	recorder      recorder
	recording     *work
	recorded      int                               // captures so far: the number of the last
	responses     int                               // of it that were looked at
	lookedAt      int                               // number of the capture that was looked at last; 0: something else was
	seen          atomic.Pointer[capture.Recording] // what it saw so far
	stopRecording func()                            // ends it; what it has is looked at
}

func (s *session) profile() *profile.Profile {
	for _, p := range s.profiles {
		if p.Name == s.settings.Profile {
			return p
		}
	}
	for _, p := range s.profiles {
		if p.Name == decoder.DefaultProfile {
			return p
		}
	}
	if len(s.profiles) > 0 {
		return s.profiles[0]
	}
	return nil
}

// identifiers are what the user entered for the chosen application.
func (s *session) identifiers() application {
	if p := s.profile(); p != nil {
		return s.settings.Applications[p.Name]
	}
	return application{}
}

// look reads and judges src; the answer goes to the screen.
func (s *session) look(src source) {
	s.lookedAt = src.recording
	options := s.options()
	begin(s.work, src.title, src.size, func(ctx context.Context, point func(int64)) (result, error) {
		if src.setup != nil {
			return s.lookAtSetup(ctx, src.setup, options)
		}
		if r, ok, err := s.lookAtFile(ctx, src, options); ok || err != nil {
			return r, err
		}
		c := wire.Capture{Name: src.name, Origin: src.origin, Size: src.size}
		switch {
		case src.example != nil:
			var err error
			if c, options, err = decoder.Setting(src.example); err != nil {
				return result{}, err
			}
			options.Version = s.version
		case src.folder != nil:
			in, root, err := src.folder()
			if err != nil {
				return result{}, err
			}
			defer func() { _ = root.Close() }() // only read
			c.Folder, options.Metadata = in, s.library.files()
		default:
			body, err := src.open()
			if err != nil {
				return result{}, err
			}
			defer func() { _ = body.Close() }() // only read
			c.Body, options.Metadata = body, s.library.files()
		}
		options.Progress = point
		if options.Profile == nil {
			var err error
			if options.Profile, err = profile.Builtin(decoder.DefaultProfile); err != nil {
				return result{}, err
			}
		}
		r, err := decoder.Inspect(ctx, c, options)
		if noMessage(r) {
			if out, ok, err := s.mayBeSetup(ctx, src, options); ok {
				return out, err
			}
			if out, ok, err := s.adminFile(ctx, src, options); ok {
				return out, err
			}
		}
		return result{report: r, application: options.Profile.Short}, err
	}, func(r result, err error) { s.looked(src, r, err) })
}

// again judges what is on screen in the present setting.
func (s *session) again() {
	if s.current != nil {
		s.look(*s.current)
	}
}

// forget drops what is on screen and stops the work on it.
func (s *session) forget() {
	s.work.stop()
	s.recording.stop()
	s.current, s.former = nil, nil
}

func (s *session) looked(src source, r result, err error) {
	if err != nil {
		s.failed(src, r.report, err)
		return
	}
	if r.held != nil {
		if s.current != nil && s.current.held == nil {
			s.former = s.current
		}
		src = src.holding(r.held)
		src.several = r.several
	} else {
		s.former, src.judge = nil, true
	}
	var before []decoder.SetupInput // a set-up on display that this one was not given with
	if r.setup != nil && src.setup == nil && s.current != nil {
		before = s.current.setup
	}
	if r.setup != nil {
		src.setup, s.checked = r.setup, &checkedSetup{r.setup, r.report.Messages[0].Sentence}
	}
	s.current = &src
	s.screen.showReport(r.report, src, r.application)
	left := unlisted(r.report)
	var known *library.Trouble
	switch {
	case r.imported != nil:
		s.kept(*r.imported, nil)
	case errors.As(r.unkept, &known) && known.Cause == library.Known:
		s.screen.showNotice(lang.L("notice.known", fill{"Name": shown(known.Entry.Name)}))
	case r.unkept != nil:
		s.kept(library.Entry{}, r.unkept)
	case before != nil:
		s.screen.showNotice(lang.L("notice.alone"), action{lang.L("notice.together"), func() { s.together(before, r.setup) }})
	case len(left) > 0:
		s.screen.showNotice(lang.L("notice.unread", fill{"Notes": report.Clean(strings.Join(left, "; "))}))
	case src.example == nil:
		s.offer(r.report, r.application)
	}
}

// failed shows why there is nothing to look at.
func (s *session) failed(src source, r report.Report, err error) {
	p := report.Problem{Sentence: lang.L("problem.read", fill{"Name": src.title}), Actual: report.Clean(err.Error())}
	if r.Problem != nil {
		p = *r.Problem
	}
	s.screen.showProblem(p, s.current != nil)
}

// unlisted is what of the input was left unread, and what of the message that is shown is not listed.
func unlisted(r report.Report) []string {
	left := slices.Clone(r.Input.Notes)
	if r.Chosen >= 0 {
		left = append(left, r.Messages[r.Chosen].Notes...)
	}
	return left
}

// choose sets the application and remembers it.
func (s *session) choose(name string) {
	if p := s.profile(); p != nil && p.Name == name {
		return
	}
	s.settings.Profile = name
	s.save()
	s.screen.showSetting()
	s.again()
}

// enter sets the identifiers of the chosen application and remembers them.
func (s *session) enter(entityID, acs string) {
	s.change(func(a *application) { a.EntityID, a.ACS = entityID, acs })
	s.screen.showSetting()
	s.again()
}

// change changes what is remembered about the chosen application.
func (s *session) change(set func(*application)) {
	p := s.profile()
	if p == nil {
		return
	}
	if s.settings.Applications == nil {
		s.settings.Applications = map[string]application{}
	}
	a := s.settings.Applications[p.Name]
	set(&a)
	s.settings.Applications[p.Name] = a
	s.save()
}

func (s *session) save() {
	if err := s.store.saveSettings(s.settings); err != nil {
		s.screen.showNotice(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
	}
}

// options are those that the user's own captures are judged with, but for the metadata.
func (s *session) options() decoder.Options {
	id := s.identifiers()
	return decoder.Options{
		Version: s.version, Now: s.now(), Skew: decoder.DefaultSkew, Profile: s.profile(), EntityID: id.EntityID, ACS: id.ACS,
		SPKeys: s.privateKeys(),
	}
}
