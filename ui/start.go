package ui

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder"
)

// flags are what the program was called with.
type flags struct {
	example string
	dump    string
	look    variant
	size    fyne.Size
	file    string
}

const usage = `usage: claimcheck [--example NAME] [--theme light|dark] [--size WxH] [--dump-state FILE] [FILE]

  --example NAME     show a practice case, such as missing-country
  --theme NAME       light or dark, whatever the system says
  --size WxH         size of the window, such as 1280x800
  --dump-state FILE  write what is on display to FILE, as JSON, whenever it changes
`

func parseFlags(args []string) (flags, error) {
	f := flags{size: fyne.NewSize(1120, 760)}
	set := flag.NewFlagSet("claimcheck", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&f.example, "example", "", "")
	set.StringVar(&f.dump, "dump-state", "", "")
	set.Func("theme", "", func(s string) error {
		f.look = variant(s)
		if f.look != light && f.look != dark {
			return fmt.Errorf("expected light or dark, found %q", s)
		}
		return nil
	})
	set.Func("size", "", func(s string) error {
		w, h, _ := strings.Cut(s, "x")
		width, err1 := strconv.Atoi(w)
		height, err2 := strconv.Atoi(h)
		if err := errors.Join(err1, err2); err != nil || width < 320 || height < 240 || width > 16384 || height > 16384 {
			return fmt.Errorf("expected WIDTHxHEIGHT from 320x240, found %q", s)
		}
		f.size = fyne.NewSize(float32(width), float32(height))
		return nil
	})
	if err := set.Parse(args); err != nil {
		return f, err
	}
	if set.NArg() > 1 {
		return f, fmt.Errorf("expected one file, found %d", set.NArg())
	}
	f.file = set.Arg(0)
	if f.file != "" && f.example != "" {
		return f, errors.New("expected a file or --example, found both")
	}
	return f, nil
}

// Run is the program: it opens the window and returns the exit code when it is closed. newApp makes
// the toolkit's application and version is the program's.
func Run(args []string, errOut io.Writer, version string, newApp func() fyne.App) int {
	f, err := parseFlags(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(errOut, usage)
		return 0
	}
	if err != nil {
		fmt.Fprintf(errOut, "claimcheck: %v\n%s", err, usage)
		return 2
	}
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		tell(errOut, fmt.Sprintf(noWindow, "there is no display here", f.way()))
		return 1
	}
	store, err := defaultStore()
	if err != nil {
		// Without a folder of the user's nothing is remembered, and all else works.
		if store.dir, err = os.MkdirTemp("", "claimcheck-"); err != nil {
			fmt.Fprintf(errOut, "claimcheck: %v\n", err)
			return 1
		}
		defer func() { _ = os.RemoveAll(store.dir) }() // a temporary folder, and the program ends
	}
	return open(f, errOut, func() *window {
		a := newApp()
		if err := loadWords(lang.SystemLocale()); err != nil {
			fmt.Fprintf(errOut, "claimcheck: %v\n", err)
		}
		return newWindow(setup{
			app: a, ui: Widgets{}, store: store, version: version, now: time.Now, zone: time.Local, look: f.look, dump: f.dump, records: programRecorder(),
		})
	})
}

const noWindow = "claimcheck: the window cannot open: %s; the terminal program gives the same diagnosis: %s"

// way is the command to go on with.
func (f flags) way() string {
	switch {
	case f.example != "":
		return "claimcheck-cli check --example " + f.example
	case f.file != "":
		return "claimcheck-cli check " + strconv.Quote(f.file)
	}
	return "claimcheck-cli check FILE"
}

// open runs the window. The toolkit has three ways to fail where there is no OpenGL, as in a remote
// desktop: it logs and goes on without a window, it logs and ends, or it panics. Each of them ends
// here in one sentence.
func open(f flags, errOut io.Writer, build func() *window) (code int) {
	watch := &startLog{out: errOut}
	log.SetOutput(watch)
	defer log.SetOutput(errOut)
	opened := false
	defer func() {
		r := recover()
		if opened && r != nil {
			panic(r) // a fault of ours, long after the start
		}
		if why := watch.failure(); r != nil || why != "" {
			tell(errOut, fmt.Sprintf(noWindow, cmp.Or(why, "this display offers no OpenGL"), f.way()))
			code = 1
		}
	}()
	w := build()
	w.win.Resize(f.size)
	w.win.CenterOnScreen()
	w.win.SetMaster()
	w.app.Lifecycle().SetOnStarted(func() {
		opened = true
		watch.pass()
		w.begin(f)
	})
	w.win.Show()
	if watch.failure() == "" { // without a window the toolkit's loop would wait for ever
		w.app.Run()
	}
	w.session.close()
	return 0
}

// begin loads what the program was called with.
func (w *window) begin(f flags) {
	switch {
	case f.file != "":
		w.session.look(fromFile(f.file))
	case f.example != "":
		cases, err := decoder.PracticeCases()
		if err != nil {
			w.notice.show(lang.L("notice.examples", fill{"Reason": err.Error()}))
			return
		}
		for _, c := range cases {
			if c.Name == f.example {
				w.session.look(fromExample(c.Scenario))
				return
			}
		}
		w.notice.show(lang.L("notice.no-example", fill{"Name": shown(f.example)}))
	}
}

// startLog holds the toolkit's log back until the window is open: of a failed start the user reads one
// sentence, not the log.
type startLog struct {
	out  io.Writer
	held bytes.Buffer
	open bool
}

func (l *startLog) Write(b []byte) (int, error) {
	if l.open {
		return l.out.Write(b)
	}
	return l.held.Write(b)
}

// failure says why the toolkit has no window; empty when it has one.
func (l *startLog) failure() string {
	switch {
	case bytes.Contains(l.held.Bytes(), []byte("failed to initialise GLFW")):
		return "the display cannot be reached"
	case bytes.Contains(l.held.Bytes(), []byte("window creation error")):
		return "this display offers no OpenGL"
	}
	return ""
}

// pass lets the log through from now on.
func (l *startLog) pass() {
	l.open = true
	_, _ = l.out.Write(l.held.Bytes()) // a log that cannot be written has nowhere to say so
	l.held.Reset()
}
