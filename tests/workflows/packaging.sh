#!/usr/bin/env bash
# The static binary needs nothing of the machine; the image with it alone does the main job.
source "$(dirname "$0")/lib.sh"
binary

libraries=$(ldd "$work/bin/ikaros" 2>/dev/null || true)
if [[ $libraries == *"=>"* ]]; then
  skip "$work/bin/ikaros needs shared libraries: give a static one with IKAROS"
fi
echo "the binary is static"

debian_packages buildah
image=$work/image
rm -rf "$image"
mkdir -p "$image/out"
cp "$work/bin/ikaros" "$image/ikaros"
# Images stay in a folder of the test; nothing is left on the machine.
build() { buildah --storage-driver vfs --root "$work/images" --runroot "$work/images-run" "$@"; }
build bud -q --isolation chroot -f "$root/packaging/Dockerfile.static" -t ikaros "$image" >"$work/image.log" 2>&1 ||
  skip "buildah cannot build here (see $work/image.log)"
container=$(build from ikaros)
trap 'build rm "$container" >/dev/null 2>&1 || true' EXIT

demo=(run /data/run --targets /data/panel.bed --normals /data/normals.ikaros.tsv --out /out -q)
build run --isolation chroot -v "$root/test-data:/data:ro" -v "$image/out:/out:rw" "$container" -- \
  /ikaros "${demo[@]}" || fail "the main job inside the image"

"$work/bin/ikaros" run "$root/test-data/run" --targets "$root/test-data/panel.bed" \
  --normals "$root/test-data/normals.ikaros.tsv" --out "$image/host" -q
cmp "$image/out/run.tsv" "$image/host/run.tsv" || fail "the image and the machine differ"
rows=$(($(wc -l <"$image/out/run.tsv") - 1))
((rows > 0)) || fail "no sample was done"
echo "$rows samples of the bundled run: the image gives the same table as the machine"
