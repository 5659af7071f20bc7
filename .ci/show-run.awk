# The columns of run.tsv that fit a screen.
BEGIN {
  count = split("sample status ikzf1_status ikzf1_category ikzf1_class ikzf1plus_stanulla2018 " \
    "ukall_cna p2ry8_crlf2", wanted, " ")
}
/^##/ { next }
!header {
  for (i = 1; i <= NF; i++) { name = $i; sub(/^#/, "", name); column[name] = i }
  header = 1
  for (i = 1; i <= count; i++) keep(wanted[i], 0)
  rows = 1
  next
}
{ for (i = 1; i <= count; i++) keep($(column[wanted[i]]), rows); rows++ }
function keep(text, row) {
  cell[row, i] = text
  if (length(text) > width[i]) width[i] = length(text)
}
END {
  for (row = 0; row < rows; row++) {
    line = ""
    for (i = 1; i <= count; i++) line = line sprintf("%-" (width[i] + 2) "s", cell[row, i])
    sub(/ +$/, "", line)
    print line
  }
}
