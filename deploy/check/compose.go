package main

import (
	"context"
	"encoding/json"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
)

// A value that nobody could take for a real one; the file must not carry any itself.
const stand = "checked0only"

// loadCompose resolves the compose file against its schema, with every profile on.
func loadCompose(root string) (any, error) {
	options, err := cli.NewProjectOptions(
		[]string{filepath.Join(root, "docker-compose.yml")},
		cli.WithWorkingDirectory(root),
		cli.WithName("muledger"),
		cli.WithProfiles([]string{"*"}),
		cli.WithEnv([]string{"POSTGRES_PASSWORD=" + stand}),
		cli.WithResolvedPaths(false),
	)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	text, err := project.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var loaded any
	err = json.Unmarshal(text, &loaded)
	return loaded, err
}
