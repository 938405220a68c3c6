package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
)

// flags keep the browser from connecting anywhere by itself and from asking its new user questions.
// Extensions stay on: an administrator's may be what lets the user sign in.
var flags = []string{
	"--no-first-run", "--no-default-browser-check", "--disable-default-apps", "--disable-sync",
	"--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--no-pings",
	"--disable-breakpad", "--disable-crash-reporter", "--metrics-recording-only", "--disable-search-engine-choice-screen",
	"--disable-features=Translate,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch,MediaRouter,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
	// The list of signed-in accounts and an update check have no switch. They are sent to an address that the
	// browser refuses before it connects, as it refuses everything on port 9.
	// --gaia-url would do the same with a bar of warning.
	`--gaia-config-contents={"urls":{"gaia_url":{"url":"http://127.0.0.1:9"}}}`, "--component-updater=url-source=http://127.0.0.1:9",
	"--password-store=basic", "--use-mock-keychain",
}

// longestTemp bounds the length of a folder that the browser makes its socket in: a socket's path has
// at most 104 bytes.
const longestTemp = 60

// browser is a started browser.
type browser struct {
	pipe    *pipe
	cmd     *exec.Cmd
	tree    *tree
	profile *profile
	ours    []*os.File // our ends of the pipe and of its standard error
	said    *tail
	exited  chan struct{} // closed when the process is gone
	waited  error         // how it went; to be read when exited is closed
}

// launch starts the browser with a profile of its own. The error is a *Trouble.
func launch(o Options) (*browser, error) {
	top := os.TempDir()
	if o.Browser.home != "" {
		top = o.Browser.home
	}
	err := os.MkdirAll(top, 0o700) // of a snap that was never started it is absent
	var p *profile
	if err == nil {
		p, err = newProfile(top)
	}
	if err != nil {
		return nil, noProfile(top, err)
	}
	b := &browser{profile: p, said: &tail{}, exited: make(chan struct{}), cmd: exec.Command(o.Browser.Path, flags...)}
	b.cmd.Args = append(b.cmd.Args, "--user-data-dir="+p.data())
	if o.Headless {
		b.cmd.Args = append(b.cmd.Args, "--headless=new", "--disable-gpu")
	}
	if asRoot() {
		b.cmd.Args = append(b.cmd.Args, "--no-sandbox")
	}
	b.cmd.Args = append(b.cmd.Args, o.flags...)
	if len(p.temp()) <= longestTemp && o.Browser.home == "" {
		b.cmd.Env = append(os.Environ(), "TMPDIR="+p.temp())
	}
	if err := b.start(); err != nil {
		return nil, notStarted(o.Browser, errors.Join(err, p.remove()))
	}
	return b, nil
}

// start connects the pipe and starts the program.
func (b *browser) start() (err error) {
	var its []*os.File // the browser's ends: it has its own copies once it runs
	pair := func() (r, w *os.File) {
		if err == nil {
			r, w, err = os.Pipe()
		}
		return r, w
	}
	in, toIn := pair()
	fromOut, out := pair()
	fromErr, stderr := pair()
	its, b.ours = []*os.File{in, out, stderr}, []*os.File{toIn, fromOut, fromErr}
	if err == nil {
		err = hand(b.cmd, in, out)
	}
	if err == nil {
		b.cmd.Args = append(b.cmd.Args, "about:blank")
		b.cmd.Stderr = stderr
		err = b.cmd.Start()
	}
	for _, f := range its {
		_ = f.Close() // nothing was written
	}
	if err == nil {
		b.tree, err = newTree(b.cmd.Process)
		if err == nil {
			err = b.profile.usedBy(b.cmd.Process.Pid)
		}
		if err != nil {
			err = errors.Join(err, b.cmd.Process.Kill())
			_ = b.cmd.Wait() // killed
		}
	}
	if err != nil {
		for _, f := range b.ours {
			_ = f.Close() // nothing was written
		}
		return err
	}
	b.pipe = newPipe(fromOut, toIn)
	go func() { _, _ = io.Copy(b.said, fromErr) }() // until it ends
	go func() {
		b.waited = b.cmd.Wait()
		close(b.exited)
	}()
	return nil
}

// end asks the browser to end, kills what is left of it after that, and deletes its profile. ended is
// how the browser ended: nil for in order, and for one that had to be killed.
func (b *browser) end() (ended, err error) {
	_, _ = b.pipe.send("", "Browser.close", params{}) // it is killed if that does not reach it
	limit, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	for open := true; open; {
		select {
		case _, open = <-b.pipe.in:
		case <-limit.Done():
			open = false
		}
	}
	select {
	case <-b.exited:
		ended = b.waited
		b.tree.kill() // its helpers; a group whose first process is gone keeps its number while it has others
	case <-limit.Done():
		b.tree.kill()
		<-b.exited // killed
	}
	b.pipe.close()
	for _, f := range b.ours {
		_ = f.Close() // nothing more is said
	}
	return ended, b.profile.remove()
}

// forbidden says whether the browser said that a policy forbids what is asked of it. It then stays open
// and answers nothing.
func (b *browser) forbidden() bool {
	return bytes.Contains(b.said.text(), []byte("remote debugging is disallowed"))
}

// tail keeps the end of what the browser writes to its standard error.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const maxTail = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p[max(0, len(p)-maxTail):]...)
	t.kept = t.kept[max(0, len(t.kept)-maxTail):]
	return len(p), nil
}

func (t *tail) text() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.kept)
}
