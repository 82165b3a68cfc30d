// Command client-go-conformance does against an API server what Go controllers do: discovery, informers (also of metadata
// alone), typed writes in protobuf, conflicts, server-side apply, events and leader election. Ends with ALL OK.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedcore "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/record"
)

func check(what string, err error) {
	if err != nil {
		fmt.Println("FAIL", what, err)
		os.Exit(1)
	}
	fmt.Println("ok", what)
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	cfg, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	check("config", err)
	cfg.QPS = 1000
	cfg.Burst = 1000
	cs := kubernetes.NewForConfigOrDie(cfg)
	pb := *cfg
	pb.ContentType = "application/vnd.kubernetes.protobuf"
	pb.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	pcs := kubernetes.NewForConfigOrDie(&pb)
	dyn := dynamic.NewForConfigOrDie(cfg)
	_, lists, err := cs.Discovery().ServerGroupsAndResources()
	check(fmt.Sprint("discovery ", len(lists)), err)

	f := informers.NewSharedInformerFactory(cs, 0)
	inf := f.Core().V1().ConfigMaps().Informer()
	added := make(chan string, 100)
	updated := make(chan string, 100)
	deleted := make(chan string, 100)
	inf.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { added <- o.(*corev1.ConfigMap).Name },
		UpdateFunc: func(_, o any) { updated <- o.(*corev1.ConfigMap).Name },
		DeleteFunc: func(o any) { deleted <- "x" },
	})
	mi := metadatainformer.NewSharedInformerFactory(metadata.NewForConfigOrDie(cfg), 0)
	mi.ForResource(schema.GroupVersionResource{Version: "v1", Resource: "secrets"})
	f.Start(ctx.Done())
	mi.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), inf.HasSynced) {
		check("sync", fmt.Errorf("never"))
	}
	mi.WaitForCacheSync(ctx.Done())
	check("informers synced", nil)
	cm := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "goc", Namespace: "default"}, Data: map[string]string{"a": "b"}}
	made, err := pcs.CoreV1().ConfigMaps("default").Create(ctx, cm, metav1.CreateOptions{})
	check("typed protobuf create", err)
	for <-added != "goc" {
	}
	stale := made.DeepCopy()
	made.Data["a"] = "c"
	_, err = pcs.CoreV1().ConfigMaps("default").Update(ctx, made, metav1.UpdateOptions{})
	check("typed update", err)
	<-updated
	stale.Data["a"] = "d"
	_, err = cs.CoreV1().ConfigMaps("default").Update(ctx, stale, metav1.UpdateOptions{})
	if !apierrors.IsConflict(err) {
		check("conflict", fmt.Errorf("got %v", err))
	}
	check("conflict", nil)
	ac := applycorev1.ConfigMap("goc", "default").WithData(map[string]string{"k": "v"})
	_, err = cs.CoreV1().ConfigMaps("default").Apply(ctx, ac, metav1.ApplyOptions{FieldManager: "goc", Force: true})
	check("typed apply", err)
	u := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "dyn", "namespace": "default"}}}
	gvr := schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
	_, err = dyn.Resource(gvr).Namespace("default").Apply(ctx, "dyn", u, metav1.ApplyOptions{FieldManager: "d"})
	check("dynamic apply", err)
	p, _ := json.Marshal(map[string]any{"metadata": map[string]any{"labels": map[string]string{"x": "y"}}})
	_, err = dyn.Resource(gvr).Namespace("default").Patch(ctx, "dyn", types.MergePatchType, p, metav1.PatchOptions{})
	check("dynamic patch", err)
	check("delete", cs.CoreV1().ConfigMaps("default").Delete(ctx, "goc", metav1.DeleteOptions{}))
	<-deleted
	check("delete collection", cs.CoreV1().ConfigMaps("default").DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "x=y"}))
	_, err = cs.CoreV1().ConfigMaps("default").Get(ctx, "dyn", metav1.GetOptions{})
	if !apierrors.IsNotFound(err) {
		check("gone", fmt.Errorf("got %v", err))
	}
	b := record.NewBroadcaster()
	b.StartRecordingToSink(&typedcore.EventSinkImpl{Interface: cs.CoreV1().Events("")})
	r := b.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "goc"})
	ns, _ := cs.CoreV1().Namespaces().Get(ctx, "default", metav1.GetOptions{})
	for i := 0; i < 3; i++ {
		r.Event(&corev1.ConfigMap{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"}, ObjectMeta: metav1.ObjectMeta{Name: "e", Namespace: ns.Name, UID: "1"}}, "Normal", "Seen", "hello")
	}
	time.Sleep(500 * time.Millisecond)
	ev, err := cs.CoreV1().Events("default").List(ctx, metav1.ListOptions{FieldSelector: "involvedObject.name=e"})
	check(fmt.Sprint("events ", len(ev.Items), " count ", ev.Items[0].Count), err)
	led := make(chan bool, 1)
	lctx, lcancel := context.WithCancel(ctx)
	go leaderelection.RunOrDie(lctx, leaderelection.LeaderElectionConfig{
		Lock:          &resourcelock.LeaseLock{LeaseMeta: metav1.ObjectMeta{Name: "goc", Namespace: "default"}, Client: pcs.CoordinationV1(), LockConfig: resourcelock.ResourceLockConfig{Identity: "me"}},
		LeaseDuration: 5 * time.Second, RenewDeadline: 3 * time.Second, RetryPeriod: 500 * time.Millisecond, ReleaseOnCancel: true,
		Callbacks: leaderelection.LeaderCallbacks{OnStartedLeading: func(context.Context) { led <- true }, OnStoppedLeading: func() {}},
	})
	<-led
	time.Sleep(1200 * time.Millisecond)
	l, err := cs.CoordinationV1().Leases("default").Get(ctx, "goc", metav1.GetOptions{})
	check(fmt.Sprint("lease ", *l.Spec.HolderIdentity, " ", l.Spec.RenewTime), err)
	lcancel()
	time.Sleep(200 * time.Millisecond)
	fmt.Println("ALL OK")
}
