package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/mint"
)

// sample writes a response without Country to a file.
func sample(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "case.txt")
	if err := os.WriteFile(name, made["no-country"](), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestColoursOnlyOnATerminal(t *testing.T) {
	for _, colour := range []bool{true, false} {
		var out, errOut bytes.Buffer
		run(context.Background(), []string{"check", sample(t)}, strings.NewReader(""), &out, &errOut, environment{now: mint.Now, colour: colour})
		if got := strings.Contains(out.String(), "\x1b["); got != colour {
			t.Errorf("colours wanted: %v, found: %v", colour, got)
		}
	}
	var out bytes.Buffer
	run(context.Background(), []string{"check", "--format", "json", sample(t)}, strings.NewReader(""), &out, io.Discard, environment{now: mint.Now, colour: true})
	if strings.Contains(out.String(), "\x1b") {
		t.Error("there are colours in the JSON")
	}
}

// A read of a terminal blocks; a cancel must end the run all the same.
func TestCancelEndsARunThatWaitsForInput(t *testing.T) {
	in, keepOpen := io.Pipe()
	defer func() { _ = keepOpen.Close() }()
	for _, args := range [][]string{{"check", "-"}, {"metadata", "-"}} {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(20*time.Millisecond, cancel)
		var out, errOut bytes.Buffer
		if code := run(ctx, args, in, &out, &errOut, environment{now: mint.Now}); code != exitNothing {
			t.Errorf("%v: exit code %d, want %d", args, code, exitNothing)
		}
		if !strings.Contains(errOut.String(), "Stopped before the end") || out.Len() > 0 {
			t.Errorf("%v: standard error %q, standard output %q", args, errOut.String(), out.String())
		}
	}
}

// writer fails or panics instead of writing.
type writer func()

func (w writer) Write([]byte) (int, error) {
	w()
	return 0, errors.New("no space left")
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, args := range [][]string{{"check", sample(t)}, {"check", "--format", "json", sample(t)}} {
		var errOut bytes.Buffer
		code := run(context.Background(), args, nil, writer(func() {}), &errOut, environment{now: mint.Now})
		if code != exitNothing || !strings.Contains(errOut.String(), "no space left") {
			t.Errorf("%v: exit code %d, standard error %q", args, code, errOut.String())
		}
	}
}

// A fault of the program must not end with 2, which would say that a message is undetermined.
func TestFaultEndsWithNothing(t *testing.T) {
	var errOut bytes.Buffer
	code := run(context.Background(), []string{"check", sample(t)}, nil, writer(func() { panic("fault") }), &errOut, environment{now: mint.Now})
	if code != exitNothing || !strings.Contains(errOut.String(), "The program broke: fault") {
		t.Errorf("exit code %d, standard error %q", code, errOut.String())
	}
}

func TestWantsJSON(t *testing.T) {
	for args, want := range map[string]bool{
		"": false, "check --format json x": true, "check --format=json": true, "check --format text": false,
		"check -- --format json": false, "check --format": false, "check json": false,
	} {
		if got := wantsJSON(strings.Fields(args)); got != want {
			t.Errorf("wantsJSON(%q) = %v", args, got)
		}
	}
}

// Every practice case runs, and ends as cases do: one is good, the others are refused.
func TestEveryPracticeCaseRuns(t *testing.T) {
	cases, err := decoder.PracticeCases()
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, c := range cases {
		var out, errOut bytes.Buffer
		code := run(context.Background(), []string{"check", "--example", c.Name}, nil, &out, &errOut, environment{now: mint.Now})
		if code == exitAccepted {
			accepted++
		} else if code != exitRefused {
			t.Errorf("%s: exit code %d, standard error %q", c.Name, code, errOut.String())
		}
		if strings.Count(out.String(), "\n") < 10 {
			t.Errorf("%s: %q", c.Name, out.String())
		}
	}
	if accepted != 1 {
		t.Errorf("%d practice cases of %d are accepted, want 1", accepted, len(cases))
	}
}
