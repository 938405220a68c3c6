package capture

import (
	"bufio"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// A killed program cannot delete its profile. Its browser sees the pipe end and goes; the next start
// deletes the folder. A browser that hangs is ended by the next start too.
func TestOwnerKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
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
// many; 200 take about five minutes.
func TestManyCaptures(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
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
			t.Fatalf("after capture %d %d files are left, %v, expected none", i, len(left), err)
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
