package main

import (
	"errors"
	"fmt"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// Kinds that are not in the scheme are refused: what nobody has checked is not deployed.
var scheme = func() *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		apps.AddToScheme, batch.AddToScheme, core.AddToScheme, monitoring.AddToScheme,
		networking.AddToScheme, policy.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	return scheme
}()

// Strict: a field the API does not know, or one that stands there twice, is an error and not ignored.
var decoder = json.NewSerializerWithOptions(
	json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true},
)

// renderOverlay builds one kustomization and decodes each of its objects strictly into its API type.
func renderOverlay(folder string) ([]any, []error) {
	objects := []any{}
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).
		Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return objects, []error{err}
	}
	var faults []error
	for _, resource := range resources.Resources() {
		name := fmt.Sprintf("%s %s", resource.GetKind(), resource.GetName())
		text, err := resource.AsYAML()
		if err != nil {
			return objects, []error{err}
		}
		if _, _, err := decoder.Decode(text, nil, nil); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, plain(err)))
		}
		var object any
		if err := yaml.Unmarshal(text, &object); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
		objects = append(objects, object)
	}
	return objects, faults
}

// plain leaves out that the decoder was a strict one.
func plain(err error) error {
	if !runtime.IsStrictDecodingError(err) {
		return err
	}
	strict, ok := runtime.AsStrictDecodingError(err)
	if !ok {
		return err
	}
	return errors.Join(strict.Errors()...)
}
