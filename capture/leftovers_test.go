//go:build linux

package capture

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A killed program cannot delete its profile. Its browser sees the pipe end and goes; the next start
// deletes the folder. A browser that hangs is ended by the next start too.
func TestOwnerKilled(t *testing.T) {
	testBrowser(t)
	site := newSite(t)
	for _, hangs := range []bool{false, true} {
		owner := exec.Command(os.Args[0])
		owner.Env = append(os.Environ(), "CLAIMCHECK_TEST_OWNER="+site.sp.URL+"/home")
		out, err := owner.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := owner.Start(); err != nil {
			t.Fatal(err)
		}
		folder, _ := bufio.NewReader(out).ReadString('\n')
		folder = strings.TrimSpace(folder)
		if !strings.Contains(folder, profilePrefix) {
			t.Fatalf("the owner said %q, expected its profile", folder)
		}
		if err := Sweep(); err != nil || !exists(folder) {
			t.Fatalf("a sweep beside a running capture gave %v, expected the profile to stay", err)
		}
		if hangs {
			stopAll(t, folder)
		}
		if err := owner.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = owner.Wait() // killed
		if !hangs {
			await(t, func() bool { return len(processes(t, folder)) == 0 })
		}
		if err := Sweep(); err != nil {
			t.Error(err)
		}
		await(t, func() bool { return len(processes(t, folder)) == 0 })
		if exists(folder) || exists(folder+lockSuffix) {
			t.Error("the profile or its lock is left, expected neither")
		}
	}
}

// The number of a browser that was left behind is believed only while the process names its profile.
func TestKillLeftover(t *testing.T) {
	ownFolder(t)
	for _, c := range []struct{ names, dies bool }{{true, true}, {false, false}} {
		p, err := newProfile(os.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		name := "another"
		if c.names {
			name = p.data()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		other := exec.CommandContext(ctx, "/bin/sh", "-c", "trap '' HUP; while :; do sleep 1; done", name)
		other.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		if err := p.usedBy(other.Process.Pid); err != nil {
			t.Fatal(err)
		}
		if err := p.lock.Close(); err != nil { // as when its owner dies
			t.Fatal(err)
		}
		if err := Sweep(); err != nil || exists(p.folder) {
			t.Errorf("swept with %v, expected that the profile is gone", err)
		}
		if !c.dies {
			if err := other.Process.Kill(); err != nil {
				t.Errorf("a process that does not name the profile was killed: %v", err)
			}
		}
		var exit *exec.ExitError
		if ended := other.Wait(); !errors.As(ended, &exit) || ctx.Err() != nil {
			t.Errorf("ended with %v, expected that it was killed at once", ended)
		}
	}
}

// stopAll has the processes of a browser hang.
func stopAll(t *testing.T, folder string) {
	t.Helper()
	for _, pid := range processes(t, folder) {
		if err := exec.Command("kill", "-STOP", pid).Run(); err != nil {
			t.Fatal(err)
		}
	}
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// Captures in a row leave no process, no file, no open pipe and no goroutine. CLAIMCHECK_CAPTURES says how
// many; 200 took 398 s on a busy machine of two cores.
func TestManyCaptures(t *testing.T) {
	many := 5
	if testing.Short() {
		many = 1
	}
	if n, err := strconv.Atoi(os.Getenv("CLAIMCHECK_CAPTURES")); err == nil {
		many = n
	}
	browser, folder := testBrowser(t), ownFolder(t)
	site := newSite(t)
	start(t, Options{URL: site.sp.URL + "/login", Browser: browser, Hold: true}).Wait()
	site.idp.CloseClientConnections()
	site.sp.CloseClientConnections()
	files, routines := openFiles(t), runtime.NumGoroutine()
	for i := range many {
		r := start(t, Options{URL: site.sp.URL + "/login", Browser: browser, Hold: true}).Wait()
		if r.Reason != Held || !r.Found() {
			t.Fatalf("capture %d ended as %q, expected held", i, r.Reason)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Fatalf("after capture %d %q are left with notes %q, %v, expected none", i, left, r.Notes, err)
		}
	}
	site.idp.CloseClientConnections()
	site.sp.CloseClientConnections()
	await(t, func() bool { return len(processes(t, folder)) == 0 })
	await(t, func() bool { return openFiles(t) <= files })
	await(t, func() bool { return runtime.NumGoroutine() <= routines })
	if sent, _ := site.received(); len(sent) > 0 {
		t.Errorf("the application received %d responses, expected none", len(sent))
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
