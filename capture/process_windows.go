package capture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// asRoot: Windows has no user that the browser refuses its sandbox to.
func asRoot() bool { return false }

// hand gives the browser its ends of the pipe as inherited handles, by number: Windows has no file
// descriptors to inherit. An inherited handle has the same number in the child.
func hand(cmd *exec.Cmd, in, out *os.File) error {
	handles := []syscall.Handle{syscall.Handle(in.Fd()), syscall.Handle(out.Fd())}
	for _, h := range handles {
		if err := windows.SetHandleInformation(windows.Handle(h), windows.HANDLE_FLAG_INHERIT, windows.HANDLE_FLAG_INHERIT); err != nil {
			return fmt.Errorf("handing the pipe to the browser: %w", err)
		}
	}
	cmd.Args = append(cmd.Args, "--remote-debugging-pipe", fmt.Sprintf("--remote-debugging-io-pipes=%d,%d", handles[0], handles[1]))
	cmd.SysProcAttr = &syscall.SysProcAttr{AdditionalInheritedHandles: handles}
	return nil
}

// tree is the browser with all its processes: a job object, which ends them also when this program is
// killed.
type tree struct{ job windows.Handle }

func newTree(p *os.Process) (*tree, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return nil, err
	}
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err == nil {
		var process windows.Handle
		process, err = windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(p.Pid))
		if err == nil {
			err = errors.Join(windows.AssignProcessToJobObject(job, process), windows.CloseHandle(process))
		}
	}
	if err != nil {
		return nil, errors.Join(err, windows.CloseHandle(job))
	}
	return &tree{job}, nil
}

// kill ends all processes.
func (t *tree) kill() {
	_ = windows.TerminateJobObject(t.job, 1) // gone already: as wished
	_ = windows.CloseHandle(t.job)
}

// tryLock takes the lock that dies with its process; held is false when another has it. It is taken on
// a byte far behind the content, which stays readable.
func tryLock(f *os.File) (held bool, err error) {
	at := windows.Overlapped{Offset: 1 << 20}
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}

// killLeftover has nothing to do: the job object ended the browser with its owner.
func killLeftover(int, string) {}
