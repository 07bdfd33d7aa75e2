package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// instruction is one line of the Dockerfile as written, with the stage it stands in.
type instruction struct {
	Stage   int    `json:"stage"`
	Keyword string `json:"keyword"`
	Text    string `json:"text"`
}

// parseDockerfile reads it as a build would, and takes every warning of the builder's own linter for a fault.
func parseDockerfile(file string) ([]instruction, []error) {
	source, err := os.Open(file)
	if err != nil {
		return nil, []error{err}
	}
	defer source.Close()
	parsed, err := parser.Parse(source)
	if err != nil {
		return nil, []error{err}
	}
	var faults []error
	lint := linter.New(&linter.Config{
		Warn: func(rule, _, _, message string, at []parser.Range) {
			line := 0
			if len(at) > 0 {
				line = at[0].Start.Line
			}
			faults = append(faults, fmt.Errorf("line %d: %s (%s)", line, message, rule))
		},
	})
	for _, warning := range parsed.Warnings {
		faults = append(faults, errors.New(warning.Short))
	}
	if _, _, err := instructions.Parse(parsed.AST, lint); err != nil {
		faults = append(faults, err)
	}
	return listed(parsed.AST), faults
}

func listed(root *parser.Node) []instruction {
	list := []instruction{}
	stage := -1
	for _, node := range root.Children {
		keyword := strings.ToUpper(node.Value)
		if keyword == "FROM" {
			stage++
		}
		list = append(list, instruction{Stage: stage, Keyword: keyword, Text: node.Original})
	}
	return list
}
