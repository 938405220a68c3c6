//go:build unix

package capture

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// asRoot is the one case where the browser runs without its sandbox: it refuses to start for root else.
func asRoot() bool { return os.Geteuid() == 0 }

// hand gives the browser its ends of the pipe, as file descriptors 3 and 4, and a process group of its
// own: a Ctrl+C in the terminal is for this program, which then ends the browser in order.
func hand(cmd *exec.Cmd, in, out *os.File) error {
	cmd.Args = append(cmd.Args, "--remote-debugging-pipe")
	cmd.ExtraFiles = []*os.File{in, out}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return nil
}

// tree is the browser with all its processes.
type tree struct{ group int }

func newTree(p *os.Process) (*tree, error) { return &tree{p.Pid}, nil }

// kill ends all processes, and waits for a moment until none is left that could write to the profile. The
// number of a group is not given again while it has a process.
func (t *tree) kill() {
	err := unix.Kill(-t.group, unix.SIGKILL)
	for limit := time.Now().Add(lingering); err == nil && time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		err = unix.Kill(-t.group, 0)
	}
}

// lingering bounds the wait for killed processes: in a container nobody may take note of their end.
const lingering = time.Second

// tryLock takes the lock that dies with its process; held is false when another has it.
func tryLock(f *os.File) (held bool, err error) {
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// killLeftover ends the process group of a browser whose owner is gone, if it is that browser still: its
// command line names the profile.
func killLeftover(pid int, folder string) {
	line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	if err != nil { // macOS has no /proc
		line, err = exec.Command("/bin/ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	}
	if err == nil && pid > 1 && strings.Contains(string(line), folder) {
		_ = unix.Kill(-pid, unix.SIGKILL) // gone in between: as wished
	}
}
