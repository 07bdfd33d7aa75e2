// Validates what is deployed, without a cluster and without a Docker engine: the Dockerfile, the compose
// file and every Kubernetes overlay. Prints the rendered objects of each overlay as JSON, so that the rules
// of our own (test/deploy) look at what would be applied and not at its parts.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// checked is what one run found, as the caller reads it from standard output.
type checked struct {
	Overlays   map[string][]any `json:"overlays"`
	Compose    any              `json:"compose"`
	Dockerfile []instruction    `json:"dockerfile"`
	Faults     []string         `json:"faults"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: check <root of the repository>")
		os.Exit(2)
	}
	found := check(os.Args[1])
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, fault := range found.Faults {
		fmt.Fprintln(os.Stderr, fault)
	}
	if len(found.Faults) > 0 {
		os.Exit(1)
	}
}

func check(root string) checked {
	found := checked{Overlays: map[string][]any{}, Faults: []string{}}
	blame := func(file string, faults ...error) {
		for _, fault := range faults {
			found.Faults = append(found.Faults, fmt.Sprintf("%s: %v", file, fault))
		}
	}

	overlays, err := filepath.Glob(filepath.Join(root, "deploy/kubernetes/overlays/*/kustomization.yaml"))
	if err != nil || len(overlays) == 0 {
		blame("deploy/kubernetes/overlays", fmt.Errorf("no overlay is there (%v)", err))
	}
	for _, file := range overlays {
		folder := filepath.Dir(file)
		objects, faults := renderOverlay(folder)
		found.Overlays[filepath.Base(folder)] = objects
		blame("overlay "+filepath.Base(folder), faults...)
	}

	compose, err := loadCompose(root)
	if err != nil {
		blame("docker-compose.yml", err)
	}
	found.Compose = compose

	instructions, faults := parseDockerfile(filepath.Join(root, "deploy/Dockerfile"))
	blame("deploy/Dockerfile", faults...)
	found.Dockerfile = instructions
	return found
}
