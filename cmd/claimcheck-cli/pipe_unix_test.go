//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"claimcheck/decoder/mint"
)

// A named pipe that nobody writes to blocks whoever opens it; a cancel must end the run all the same. One that
// somebody writes to is read like a file.
func TestNamedPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	var out, errOut bytes.Buffer
	code := run(ctx, []string{"check", name}, strings.NewReader(""), &out, &errOut, environment{now: mint.Now})
	if code != exitNothing || !strings.Contains(errOut.String(), "Stopped before the end") {
		t.Errorf("exit code %d, standard error %q", code, errOut.String())
	}

	// The reader of above has it open still: another pipe.
	name += "2"
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() { _ = os.WriteFile(name, made["no-country"](), 0o600) }() // its reader fails when it does
	out.Reset()
	if code := run(context.Background(), []string{"check", name}, strings.NewReader(""), &out, &errOut, environment{now: mint.Now}); code == exitNothing || !strings.Contains(out.String(), "Country") {
		t.Errorf("exit code %d, standard output %q", code, out.String())
	}
}
