from __future__ import annotations

from django.urls import path

from .views.accounts import account, change_password, join, password
from .views.activity import activity, seen
from .views.acts import act_references, act_restore, act_tag, act_trash, undo
from .views.choices import choices
from .views.collecting import act_collect, collect_image, collection_names
from .views.collections import (
    add_new,
    change_collection,
    collection,
    collection_log,
    collections,
    image_note,
    order_images,
    remove_images,
    survey_picks,
)
from .views.comments import (
    comments,
    read_comments,
    remove_comment,
    reopen_comment,
    resolve_comment,
    restore_comment,
)
from .views.compare import compare
from .views.cull import cull
from .views.exports import archive, choose, example, sheet
from .views.files import copy, file, original, thumb
from .views.guests import (
    guest,
    guest_comments,
    guest_done,
    guest_image,
    guest_leave,
    guest_original,
    guest_picks,
    guest_remove,
    guest_thumb,
    guest_verdict,
)
from .views.image import image
from .views.imports import bring, go_on, piece, progress, start, stop
from .views.index import density, index
from .views.people import (
    change_role,
    invite,
    password_link,
    people,
    revoke,
    switch_off,
    switch_on,
)
from .views.saved import change, save, searches
from .views.shares import revoke_share, share_log, shares
from .views.sign_off import files as sign_files
from .views.sign_off import names as sign_names
from .views.sign_off import sheet as sign_sheet
from .views.sign_off import sign_off
from .views.survey import settle, survey
from .views.tags import delete_tag, rename_tag, suggestions, tag_image, tags
from .views.trash import empty_trash, trash
from .views.verdicts import verdict
from .views.waiting import waiting

app_name = "gallery"
urlpatterns = [
    path("gallery/", index, name="index"),
    path("gallery/export/", choose, name="export"),
    path("gallery/export/name/", example, name="export_example"),
    path("gallery/export/zip/", archive, name="export_zip"),
    path("gallery/export/sheet/", sheet, name="export_sheet"),
    path("gallery/choices/<slug:name>/", choices, name="choices"),
    path("gallery/density/", density, name="density"),
    path("gallery/searches/", searches, name="searches"),
    path("gallery/searches/save/", save, name="save_search"),
    path("gallery/searches/<int:pk>/", change, name="change_search"),
    path("gallery/import/", bring, name="import"),
    path("gallery/import/<int:pk>/", progress, name="import_progress"),
    path("gallery/import/<int:pk>/files/", piece, name="import_piece"),
    path("gallery/import/<int:pk>/start/", start, name="import_start"),
    path("gallery/import/<int:pk>/stop/", stop, name="import_stop"),
    path("gallery/import/<int:pk>/go-on/", go_on, name="import_go_on"),
    path("gallery/compare/", compare, name="compare"),
    path("gallery/cull/", cull, name="cull"),
    path("gallery/survey/", survey, name="survey"),
    path("gallery/survey/settle/", settle, name="settle"),
    path("gallery/acts/collect/", act_collect, name="act_collect"),
    path("gallery/acts/references/", act_references, name="act_references"),
    path("gallery/acts/restore/", act_restore, name="act_restore"),
    path("gallery/acts/tag/", act_tag, name="act_tag"),
    path("gallery/acts/trash/", act_trash, name="act_trash"),
    path("gallery/undo/<uuid:uuid>/", undo, name="undo"),
    path("gallery/tags/", tags, name="tags"),
    path("gallery/tags/suggestions/", suggestions, name="tag_suggestions"),
    path("gallery/tags/<int:pk>/rename/", rename_tag, name="rename_tag"),
    path("gallery/tags/<int:pk>/delete/", delete_tag, name="delete_tag"),
    path("collections/", collections, name="collections"),
    path("collections/names/", collection_names, name="collection_names"),
    path("collections/<int:pk>/", collection, name="collection"),
    path("collections/<int:pk>/change/", change_collection, name="change_collection"),
    path("collections/<int:pk>/new/", add_new, name="add_new"),
    path("collections/<int:pk>/remove/", remove_images, name="remove_images"),
    path("collections/<int:pk>/order/", order_images, name="order_images"),
    path("collections/<int:pk>/images/<int:image>/note/", image_note, name="image_note"),
    path("collections/<int:pk>/survey/", survey_picks, name="survey_picks"),
    path("collections/<int:pk>/decisions/", collection_log, name="collection_log"),
    path("collections/<int:pk>/sign-off/", sign_off, name="sign_off"),
    path("collections/<int:pk>/sign-off/sheet.pdf", sign_sheet, name="sign_sheet"),
    path("collections/<int:pk>/sign-off/names.csv", sign_names, name="sign_names"),
    path("collections/<int:pk>/sign-off/files.zip", sign_files, name="sign_files"),
    path("collections/<int:pk>/shares/", shares, name="shares"),
    path("collections/<int:pk>/shares/<int:share>/", share_log, name="share_log"),
    path("collections/<int:pk>/shares/<int:share>/revoke/", revoke_share, name="revoke_share"),
    path("s/<slug:token>/", guest, name="guest"),
    path("s/<slug:token>/done/", guest_done, name="guest_done"),
    path("s/<slug:token>/leave/", guest_leave, name="guest_leave"),
    path("s/<slug:token>/picks.zip", guest_picks, name="guest_picks"),
    path("s/<slug:token>/<int:pk>/", guest_image, name="guest_image"),
    path("s/<slug:token>/<int:pk>/thumb/<int:side>/", guest_thumb, name="guest_thumb"),
    path("s/<slug:token>/<int:pk>/original/", guest_original, name="guest_original"),
    path("s/<slug:token>/<int:pk>/verdict/", guest_verdict, name="guest_verdict"),
    path("s/<slug:token>/<int:pk>/comments/", guest_comments, name="guest_comments"),
    path(
        "s/<slug:token>/<int:pk>/comments/<int:comment>/remove/", guest_remove, name="guest_remove"
    ),
    path("gallery/trash/", trash, name="trash"),
    path("gallery/trash/empty/", empty_trash, name="empty_trash"),
    path("gallery/<int:pk>/", image, name="image"),
    path("gallery/<int:pk>/original/", original, name="original"),
    path("gallery/<int:pk>/copy/", copy, name="copy"),
    path("gallery/<int:pk>/file/", file, name="file"),
    path("gallery/<int:pk>/thumb/<int:side>/", thumb, name="thumb"),
    path("gallery/<int:pk>/comments/", comments, name="comments"),
    path("gallery/<int:pk>/comments/read/", read_comments, name="read_comments"),
    path("gallery/<int:pk>/comments/<int:comment>/remove/", remove_comment, name="remove_comment"),
    path(
        "gallery/<int:pk>/comments/<int:comment>/restore/", restore_comment, name="restore_comment"
    ),
    path(
        "gallery/<int:pk>/comments/<int:comment>/resolve/", resolve_comment, name="resolve_comment"
    ),
    path("gallery/<int:pk>/comments/<int:comment>/reopen/", reopen_comment, name="reopen_comment"),
    path("gallery/<int:pk>/tags/", tag_image, name="tag_image"),
    path("gallery/<int:pk>/collections/", collect_image, name="collect_image"),
    path("gallery/<int:pk>/verdict/", verdict, name="verdict"),
    path("waiting/", waiting, name="waiting"),
    path("activity/", activity, name="activity"),
    path("activity/seen/", seen, name="seen"),
    path("people/", people, name="people"),
    path("people/invite/", invite, name="invite"),
    path("people/invitations/<int:pk>/revoke/", revoke, name="revoke_invitation"),
    path("people/<int:pk>/role/", change_role, name="change_role"),
    path("people/<int:pk>/off/", switch_off, name="switch_off"),
    path("people/<int:pk>/on/", switch_on, name="switch_on"),
    path("people/<int:pk>/password/", password_link, name="password_link"),
    path("account/", account, name="account"),
    path("account/password/", change_password, name="change_password"),
    path("join/<str:token>/", join, name="join"),
    path("password/<str:token>/", password, name="password"),
]
