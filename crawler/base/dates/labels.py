"""Find the words printed beside a date that mark it as the date of publication or change."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

Label = Literal["published", "changed"]

_PUBLISHED = (
    r"first published|published|publi(?:cation|shed)? date|publish(?:ed)?|posted|issued|released?"
    r"|release date|date of issue|created|filed|dated?|appeared|uploaded|written"
    r"|submitted|added|entered|this story is from"
    r"|veröffentlicht|veröffentlichung|erschienen|erstellt|publiziert|geschrieben|stand|datum"
    r"|gespeichert|gepostet|online gestellt|eingestellt|verfasst|eingetragen"
    r"|publié\w*|mise? en ligne|posté\w*|paru|parution|créé\w*|écrit|rédigé|soumis|ajouté"
    r"|date de publication"
    r"|publicad[oa]s?|fecha|publicación|escrito|enviado|subido|creado|data de publicação|publicação"
    r"|postado|escrito|criado|pubblicat[oa]|pubblicazione|scritto|inserito|data|creato"
    r"|gepubliceerd|geplaatst|verschenen|gepost|geschreven|publicatiedatum"
    r"|opublikowan[oya]\w*|publikacja|data publikacji|dodan[oya]|utworzono|napisan[oy]"
    r"|опубликован\w*|дата публикации|публикация|размещено|добавлено|создано|дата"
    r"|опубліковано|дата публікації|розміщено|додано|створено|публикувано"
    r"|yayın(?:lanma|landı|lanan)?(?: tarihi)?|giriş(?: tarihi)?|oluşturulma(?: tarihi)?"
    r"|eklenme(?: tarihi)?|tarih"
    r"|تاريخ النشر|نشر(?:ت)?(?: في)?|نُشر|أضيف|كتب|تاریخ انتشار|انتشار|منتشر شده|تاریخ"
    r"|प्रकाशित|प्रकाशन|पब्लिश्ड|पोस्ट|প্রকাশ\w*|প্রকাশিত|வெளியிடப்பட்டது|వెలువడింది"
    r"|发布(?:时间|日期|于)?|发表(?:时间|日期|于)?|發布(?:時間|日期)?|發表(?:時間)?|發佈(?:時間)?"
    r"|刊登|上传时间|时间|時間|日期"
    r"|公開日?|掲載日?|配信日?|投稿日?|発表|発行日?|作成日?|登録日?|初版"
    r"|입력|등록일?|게시일?|발행일?|기사입력|최초입력|작성일?|승인|송고"
    r"|publicerad(?:es)?|publisert|publiceret|udgivet|offentliggjort|oprettet|skapad|julkaistu"
    r"|publikov[aá]n[oý]|vyd[aá]no|zverejnené|zveřejněno|vložen[oé]|megjelent|közzétéve|létrehozva"
    r"|publicat[aă]?|postat|δημοσίευση|δημοσιεύτηκε|δημοσιεύθηκε|ημερομηνία"
    r"|diterbitkan|dipublikasikan|terbit|tayang|diposting|đăng|ngày đăng|xuất bản|เผยแพร่|ลงวันที่"
    r"|פורסם|התפרסם|objavljen[oa]?|objava|avaldatud|paskelbta|publicēts|birtist|شائع|اشاعت"
)
_CHANGED = (
    r"updat(?:ed?|ing)|last (?:updated?|modified|changed?|edited|reviewed)|modified|modification"
    r"|revised|reviewed|edited|amended|corrected|changed|archived|accessed|retrieved"
    r"|aktualisiert|aktualisierung|geändert|änderung|bearbeitet|überarbeitet|abgerufen|update"
    r"|mise? à jour|mis(?:e)? a jour|modifié\w*|modification|actualisé\w*|màj|maj"
    r"|actualizad[oa]|actualización|modificad[oa]|última modificación|atualizad[oa]|atualização"
    r"|aggiornat[oa]|aggiornamento|ultima modifica|modificat[oa]|bijgewerkt|gewijzigd|aangepast"
    r"|aktualizacja|zaktualizowan[oa]|zmodyfikowano|ostatnia zmiana|edytowano"
    r"|обновлен[оа]?|обновлено|изменен[оа]?|изменено|оновлен[оа]?|змінено|редагувалось|обновена?"
    r"|güncellen?(?:me|di)?(?: tarihi)?|güncelleme|son güncelleme|değiştirilme"
    r"|تحديث|آخر تحديث|تم التحديث|عُدل|بروزرسانی|به‌روزرسانی|به روزرسانی|ویرایش"
    r"|अपडेट(?:ेड)?|अद्यतन|संशोधित|আপডেট|হালনাগাদ"
    r"|更新(?:时间|日期|於|于)?|最后更新|最終更新|修改|編輯|編集|改訂"
    r"|수정|업데이트|최종수정|갱신"
    r"|uppdaterad|oppdatert|opdateret|sist endret|senast ändrad|ændret|päivitetty|muokattu"
    r"|aktualizov[aá]no|upraveno|upravené|zmeněno|změněno|frissítve|frissült|módosítva"
    r"|actualizat[aă]?|ενημέρωση|ενημερώθηκε|τελευταία ενημέρωση|diperbarui|diupdate|perbarui"
    r"|cập nhật|อัปเดต|อัพเดท|แก้ไข|עודכן|עדכון|ažurirano|izmijenjeno|posodobljeno|uuendatud"
    r"|atnaujinta|atjaunots|uppfært"
)
_BRANCH = re.compile(r"\|(?![^(]*\))")
"""A bar between two labels, and not within a group."""
_WORD = re.compile(r"[^\W\d_]+")
_NO_WORD_ENDS = re.compile(
    rf"(?:(?P<changed>{_CHANGED})|(?P<published>{_PUBLISHED}))", re.IGNORECASE
)
_UNPARTED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts without spaces between words."""


@lru_cache(maxsize=512)
def _labels_from(letter: str) -> re.Pattern[str] | None:
    """Return the pattern of the labels that start with a letter of any case; null if none does.

    A line has few words, and few labels start like each: a tenth of the time of all labels.
    """
    changed, published = (
        "|".join(
            label
            for label in _BRANCH.split(labels)
            if re.match(re.escape(label[0]), letter, re.IGNORECASE)
        )
        for labels in (_CHANGED, _PUBLISHED)
    )
    if not changed and not published:
        return None
    return re.compile(
        rf"(?:(?P<changed>{changed or '(?!)'})|(?P<published>{published or '(?!)'}))(?![a-zà-ÿ])",
        re.IGNORECASE,
    )


def find_labels(text: str) -> list[tuple[Label, int, int]]:
    """Return the labels in a line, each with its start and end.

    >>> find_labels("Zuletzt aktualisiert: 5. März 2024, veröffentlicht 4. März 2024")
    [('changed', 8, 20), ('published', 36, 50)]
    """
    is_unparted = not text.isascii() and _UNPARTED.search(text)
    found = _NO_WORD_ENDS.finditer(text) if is_unparted else _in_words(text)
    return [
        ("changed" if each["changed"] else "published", each.start(), each.end()) for each in found
    ]


def _in_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the labels that begin at the first letter of a word."""
    end = 0
    for word in _WORD.finditer(text):
        start = word.start()
        pattern = _labels_from(text[start]) if start >= end else None
        if pattern and (found := pattern.match(text, start)):
            yield found
            end = found.end()
