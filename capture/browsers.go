package capture

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Browser is a browser that a sign-in can be captured in: Edge, Chrome, Brave or Chromium.
type Browser struct {
	Name string // as its maker writes it
	Path string // of the program
	// home is the folder that the browser may write to when it sees no temporary folder of ours; empty
	// for one that does. A snap has a /tmp of its own.
	home string
}

// Find gives the browsers that are installed, the one to prefer first. It looks at the places where
// their installers put them and starts nothing.
func Find() []Browser {
	var found []Browser
	for _, b := range places(runtime.GOOS, os.Getenv) {
		if isProgram(b.Path) && (len(found) == 0 || found[len(found)-1].Name != b.Name) {
			found = append(found, b)
		}
	}
	return found
}

// At gives the browser at a path that a person named. The error is a *Trouble.
func At(path string) (Browser, error) {
	if !isProgram(path) {
		return Browser{}, noSuchBrowser(path)
	}
	b := Browser{Name: strings.TrimSuffix(filepath.Base(path), ".exe"), Path: path}
	for _, known := range places(runtime.GOOS, os.Getenv) {
		if known.Path == path {
			return known, nil
		}
	}
	return b, nil
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0)
}

// places lists where the browsers are installed, all places of one browser after each other.
func places(system string, env func(string) string) []Browser {
	var all []Browser
	switch system {
	case "windows":
		for _, b := range []Browser{
			{Name: "Microsoft Edge", Path: `Microsoft\Edge\Application\msedge.exe`},
			{Name: "Google Chrome", Path: `Google\Chrome\Application\chrome.exe`},
			{Name: "Brave", Path: `BraveSoftware\Brave-Browser\Application\brave.exe`},
			{Name: "Chromium", Path: `Chromium\Application\chrome.exe`},
		} {
			for _, top := range []string{"ProgramFiles(x86)", "ProgramFiles", "LocalAppData"} {
				if folder := env(top); folder != "" {
					all = append(all, Browser{Name: b.Name, Path: folder + `\` + b.Path})
				}
			}
		}
	case "darwin":
		for _, name := range []string{"Microsoft Edge", "Google Chrome", "Brave Browser", "Chromium"} {
			for _, top := range []string{"/Applications", env("HOME") + "/Applications"} {
				all = append(all, Browser{Name: strings.TrimSuffix(name, " Browser"), Path: top + "/" + name + ".app/Contents/MacOS/" + name})
			}
		}
	default:
		snap := func(name, path string) Browser {
			program := path[strings.LastIndexByte(path, '/')+1:]
			return Browser{Name: name, Path: path, home: env("HOME") + "/snap/" + program + "/common"}
		}
		all = []Browser{
			{Name: "Microsoft Edge", Path: "/usr/bin/microsoft-edge-stable"},
			{Name: "Microsoft Edge", Path: "/opt/microsoft/msedge/msedge"},
			{Name: "Google Chrome", Path: "/usr/bin/google-chrome-stable"},
			{Name: "Google Chrome", Path: "/opt/google/chrome/chrome"},
			{Name: "Brave", Path: "/usr/bin/brave-browser"},
			snap("Brave", "/snap/bin/brave"),
			snap("Chromium", "/snap/bin/chromium"), // before Ubuntu's /usr/bin/chromium-browser, which starts it
			{Name: "Chromium", Path: "/usr/bin/chromium"},
			{Name: "Chromium", Path: "/usr/bin/chromium-browser"},
		}
	}
	return all
}
